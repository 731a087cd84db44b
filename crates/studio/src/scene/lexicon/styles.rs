//! Words for finishes.

use super::super::spec::Style;
use super::Meaning as M;

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (
        M::Style(Style::Natural),
        "natural photo photograph photographic photorealistic realistic realism|photo style|photo realistic",
    ),
    (
        M::Style(Style::Flat),
        "flat vector poster minimalist minimal|flat colour|flat color|flat design|vector art",
    ),
    (M::Style(Style::LowPoly), "lowpoly low-poly polygonal|low poly"),
    (M::Style(Style::PaperCut), "papercut paper-cut papercraft collage|paper cut|cut paper|paper craft"),
    (M::Style(Style::Watercolour), "watercolour watercolor aquarelle gouache|water colour|water color"),
    (
        M::Style(Style::Ink),
        "ink pen engraving etching sketch pencil drawing lineart|line art|ink drawing|pen drawing|black ink",
    ),
    (M::Style(Style::PixelArt), "pixel pixelart pixelated 8-bit 8bit 16-bit|pixel art"),
    (M::Style(Style::OilPainting), "oil|oil painting|oil paint|oil on canvas|in oils"),
    (M::Style(Style::Impressionist), "impressionist impressionism impressionistic monet"),
    (
        M::Style(Style::Woodblock),
        "woodblock woodcut ukiyo-e hokusai|wood block|woodblock print|japanese print",
    ),
    (M::Style(Style::Expressionist), "expressionist expressionism expressionistic munch"),
    (M::Style(Style::Pastel), "pastel pastels|soft pastel|chalk pastel"),
    (
        M::Style(Style::StainedGlass),
        "stained-glass leaded|stained glass|stained glass window|leaded glass|church window",
    ),
    (M::Style(Style::Starry), "gogh swirls swirling|van gogh|starry swirls"),
    (M::Style(Style::Blueprint), "blueprint cyanotype|blue print|technical drawing|engineering drawing"),
    (M::Style(Style::Mosaic), "mosaic tiles tiled"),
    (M::Style(Style::InkWash), "sumi-e|ink and colour|ink and color|ink wash"),
    (M::Style(Style::Sepia), "sepia|sepia sketch"),
    (
        M::Style(Style::Risograph),
        "risograph riso screenprint silkscreen halftone|riso print|screen print|silk screen|halftone print|halftone dots",
    ),
    (
        M::Style(Style::Synthwave),
        "synthwave vaporwave outrun retrowave|retro wave|80s retro|eighties retro|neon grid",
    ),
    (
        M::Style(Style::Storybook),
        "storybook fairytale picture-book|story book|picture book|fairy tale|children's book|childrens book|book illustration",
    ),
];
