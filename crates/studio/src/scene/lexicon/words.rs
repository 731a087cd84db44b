//! Colours, numbers, sizes, places, relations, and words that say nothing a picture could miss.

use super::super::subject::{How, Position as P, Size, Tint};
use super::Meaning as M;

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (M::Tint(Tint::Red), "red crimson scarlet ruby maroon burgundy reddish"),
    (M::Tint(Tint::Orange), "orange amber copper ginger"),
    (M::Tint(Tint::Yellow), "yellow lemon mustard yellowish"),
    (M::Tint(Tint::Green), "green emerald olive mint greenish"),
    (M::Tint(Tint::Blue), "blue azure navy turquoise teal cyan indigo bluish|light blue|dark blue|sky blue"),
    (M::Tint(Tint::Purple), "purple violet lilac lavender magenta mauve"),
    (M::Tint(Tint::Pink), "pink rosy fuchsia salmon-pink"),
    (M::Tint(Tint::White), "white ivory snow-white"),
    (M::Tint(Tint::Black), "black ebony"),
    (M::Tint(Tint::Brown), "brown tan beige chestnut"),
    (M::Tint(Tint::Grey), "grey gray silver"),
    (M::Count(1), "a an one single lone lonely solitary 1"),
    (M::Count(2), "two pair couple both twin 2|a pair of|a couple of"),
    (M::Count(3), "three few some 3|a few"),
    (M::Count(4), "four several 4"),
    (M::Count(5), "five many 5"),
    (M::Count(6), "six 6|half a dozen"),
    (M::Count(7), "seven lots 7|lots of"),
    (M::Count(8), "eight 8"),
    (M::Count(9), "nine 9"),
    (M::Count(10), "ten 10"),
    (M::Count(11), "eleven 11"),
    (M::Count(12), "twelve dozen 12|a dozen"),
    (M::Count(20), "thirteen fourteen fifteen sixteen twenty dozens 13 14 15 16 17 18 19 20|dozens of"),
    (
        M::Count(100),
        "thirty forty fifty hundred hundreds thousand thousands countless 30 40 50 100 1000|hundreds of|thousands of",
    ),
    (M::Size(Size::Tiny), "tiny miniature minute teeny"),
    (M::Size(Size::Small), "small little"),
    (M::Size(Size::Big), "big large tall"),
    (M::Size(Size::Giant), "giant huge enormous gigantic massive colossal towering oversized"),
    (
        M::How(How::On),
        "on upon atop riding|on top of|sitting on|standing on|lying on|perched on|sits on|stands on|on the back of",
    ),
    (M::How(How::Under), "under beneath underneath below|sitting under|standing under|sheltering under"),
    (
        M::How(How::Beside),
        "beside by near alongside next|next to|close to|by the side of|sitting by|standing by",
    ),
    (M::How(How::LeftOf), "|to the left of|left of|on the left of"),
    (M::How(How::RightOf), "|to the right of|right of|on the right of"),
    (M::How(How::Behind), "behind|at the back of"),
    (M::How(How::InFrontOf), "before|in front of"),
    (M::How(How::Between), "between|in between"),
    (M::How(How::Inside), "in inside within aboard|on board|sitting in"),
    (M::How(How::Above), "over above|flying over|high above|hovering over"),
    (M::How(How::With), "with and-with|together with|along with|accompanied by"),
    (M::How(How::Holding), "holding carrying playing wearing holds carries plays wears"),
    (M::Position(P::Left), "left|on the left|to the left|at the left|on the left side|left side"),
    (M::Position(P::Right), "right|on the right|to the right|at the right|on the right side|right side"),
    (
        M::Position(P::Centre),
        "centre center middle centered centred|in the middle|in the centre|in the center",
    ),
    (M::Position(P::Foreground), "foreground|in the foreground|up close|in front"),
    (
        M::Position(P::Background),
        "background distance|in the background|in the distance|far away|far off|on the horizon",
    ),
    (M::Position(P::Top), "|at the top|at top|top of the picture"),
    (M::Distant, "distant faraway far-off far"),
    (M::Not, "without no"),
    (M::And, "and & plus"),
    (M::Pronoun, "it them him her itself themselves"),
    (
        M::Filler,
        "the this that these those of at or after from to into onto up down \
         is are was be its their his as for while during across along around through against towards toward out off \
         beautiful pretty lovely gorgeous stunning nice amazing epic majestic dramatic atmospheric cinematic magnificent wonderful scenic \
         picturesque breathtaking moody cozy cosy warm cold cool soft vivid vibrant colourful colorful dreamy mysterious magical romantic \
         cute adorable happy friendly fluffy proud elegant charming sweet curious \
         detailed highly ultra very extremely really quality high best masterpiece award winning hd uhd 4k 8k hdr sharp focus trending \
         artstation unreal engine render rendered picture image painting painted paint artwork art illustration illustrated print scene view \
         landscape panorama wallpaper photo-real style styled vibe mood light lights lighting lit glow glowing shining please make \
         create draw generate show me i want would like old ancient young wild open wide vast \
         away sky skies horizon reflection reflections reflecting reflected mirror surface bank edge top side \
         standing stand stands sitting sits sit lying lies walking walks walk running runs run sleeping sleeps resting looking watching flying flies \
         floating floats drifting drifts sailing sails swimming swims crossing waiting swaying rising setting falling covered full filled \
         grazing parked driving eating drinking reading \
         empty dark colours colors color colour canvas paper busy rural nature natural outdoors outdoor deep rocky rock rocks stone stones sandy grassy \
         wooden there where which who has have having some not but so just only air weather season time hour land world place one's \
         path trail way aesthetic composition perspective shot angle lens depth aerial close closeup close-up drone inspired version modern classic vintage tones tone palette other another each|\
         a picture of|a painting of|an image of|a photo of|highly detailed|award winning|in the style of|depth of field|on the water|in the sky|on the ground|on the road|in the air|looking at the camera",
    ),
];
