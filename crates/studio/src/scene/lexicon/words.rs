//! Colours, numbers, and words that say nothing a picture could miss.

use super::super::spec::Tint;
use super::Meaning as M;

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (M::Tint(Tint::Red), "red crimson scarlet ruby"),
    (M::Tint(Tint::Orange), "orange amber copper"),
    (M::Tint(Tint::Yellow), "yellow lemon"),
    (M::Tint(Tint::Green), "green emerald"),
    (M::Tint(Tint::Blue), "blue azure navy turquoise teal cyan"),
    (M::Tint(Tint::Purple), "purple violet lilac lavender magenta"),
    (M::Tint(Tint::Pink), "pink rose rosy"),
    (M::Tint(Tint::White), "white ivory"),
    (M::Tint(Tint::Black), "black ebony"),
    (M::Tint(Tint::Brown), "brown tan"),
    (M::Tint(Tint::Grey), "grey gray silver"),
    (M::Count(1), "a an one single lone lonely solitary 1"),
    (M::Count(2), "two pair couple both 2|a pair of|a couple of"),
    (M::Count(3), "three few some 3|a few"),
    (M::Count(4), "four several 4"),
    (M::Count(5), "five many 5"),
    (M::Count(6), "six 6"),
    (M::Count(7), "seven lots 7|lots of"),
    (M::Count(8), "eight 8"),
    (M::Count(9), "nine 9"),
    (
        M::Filler,
        "the this that these those of in on at by with and or over under near beside behind above below before after from to into onto up down \
         is are was be it its their his her as for while during between across along around through against towards toward out off beneath \
         beautiful pretty lovely gorgeous stunning nice amazing epic majestic dramatic atmospheric cinematic magnificent wonderful scenic \
         picturesque breathtaking moody cozy cosy warm cold cool soft vivid vibrant colourful colorful dreamy mysterious magical romantic \
         detailed highly ultra very extremely really quality high best masterpiece award winning hd uhd 4k 8k hdr sharp focus trending \
         artstation unreal engine render rendered picture image painting painted paint artwork art illustration illustrated print scene view \
         landscape panorama wallpaper background photo-real style styled vibe mood light lights lighting lit glow glowing shining please make \
         create draw generate show me i want would like small little tiny big large huge giant tall old ancient young wild open wide vast \
         distant far away foreground sky skies horizon reflection reflections reflecting reflected mirror surface bank edge top side middle \
         center centre standing stand sitting sits sit walking walks walk running runs run sleeping resting looking watching flying flies \
         floating floats drifting drifts sailing sails swimming crossing waiting swaying rising setting falling covered full filled \
         empty dark colours colors color colour canvas paper crowd busy rural nature natural outdoors outdoor deep rocky rock rocks stone stones sandy grassy \
         wooden there where which who has have having some no not but so just only air weather season time hour land world place one's \
         path trail way aesthetic composition perspective shot angle lens depth aerial close closeup close-up drone inspired version modern classic vintage tones tone palette|\
         a picture of|a painting of|an image of|a photo of|highly detailed|award winning|in the style of|in the middle of|depth of field|on the water",
    ),
];
