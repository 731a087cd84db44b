//! The drawings that were made for this project, as SVG.
//!
//! Boxes are in free units; the bottom edge is where the thing touches ground or water. `{c}` is
//! the asked-for colour, `{d}` a darker one; `{icon:set/name}` is an icon in its own units. Shading
//! is left mild: the scene's light does the rest.

use crate::scene::subject::Tint;

pub use super::sketches::{
    BEAR, BOTTLE, CAMPFIRE, FROG, FRUIT_BOWL, GLOBE, IGLOO, LION, OPEN_UMBRELLA, PANDA, PIANO, POLAR_BEAR,
    ROBOT, SIGN, SIGN_BOARD, TABLE_LAMP, UNICORN, WOLF,
};

/// A drawing before anyone asked for a colour.
pub struct Sketch {
    /// Body of the SVG.
    pub body: &'static str,
    /// Body of the SVG of its lights; empty without any.
    pub lights: &'static str,
    /// Width and height of its box.
    pub size: [f32; 2],
    /// Its colour when none is asked for.
    pub usual: Tint,
    /// Several of it take different colours.
    pub varied: bool,
    /// Colours of the body that are exchanged, from and to: one outline serves several animals.
    pub exchanged: &'static [(&'static str, &'static str)],
}

impl Sketch {
    /// A drawing without lights.
    pub(super) const fn new(body: &'static str, size: [f32; 2], usual: Tint) -> Sketch {
        Sketch { body, lights: "", size, usual, varied: false, exchanged: &[] }
    }

    /// The same with lights.
    pub(super) const fn lit(self, lights: &'static str) -> Sketch {
        Sketch { lights, ..self }
    }

    /// The same with other colours in it.
    pub(super) const fn exchanged(self, exchanged: &'static [(&'static str, &'static str)]) -> Sketch {
        Sketch { exchanged, ..self }
    }

    const fn varied(self) -> Sketch {
        Sketch { varied: true, ..self }
    }
}

/// A lighthouse.
pub static LIGHTHOUSE: Sketch =
    Sketch::new(LIGHTHOUSE_SVG, [70.0, 160.0], Tint::Red).lit(LIGHTHOUSE_LIGHTS_SVG);
/// A castle.
pub static CASTLE: Sketch = Sketch::new(CASTLE_SVG, [200.0, 170.0], Tint::Grey).lit(CASTLE_LIGHTS_SVG);
/// A windmill.
pub static WINDMILL: Sketch = Sketch::new(WINDMILL_SVG, [140.0, 170.0], Tint::Brown).lit(WINDOW_LOW_SVG);
/// A house.
pub static HOUSE: Sketch = Sketch::new(HOUSE_SVG, [130.0, 100.0], Tint::Red).lit(HOUSE_LIGHTS_SVG);
/// A hut.
pub static HUT: Sketch = Sketch::new(HUT_SVG, [120.0, 90.0], Tint::Brown).lit(HUT_LIGHTS_SVG);
/// A tent.
pub static TENT: Sketch = Sketch::new(TENT_SVG, [120.0, 80.0], Tint::Orange).lit(TENT_LIGHT_SVG);
/// A tree.
pub static TREE: Sketch = Sketch::new(TREE_SVG, [150.0, 170.0], Tint::Green);
/// A fox.
pub static FOX: Sketch = Sketch::new(FOX_SVG, [110.0, 120.0], Tint::Orange);
/// A cat.
pub static CAT: Sketch = Sketch::new(CAT_SVG, [100.0, 120.0], Tint::Black);
/// A car.
pub static CAR: Sketch = Sketch::new(CAR_SVG, [140.0, 60.0], Tint::Red).lit(CAR_LIGHTS_SVG);
/// A person seen from behind.
pub static PERSON: Sketch = Sketch::new(PERSON_SVG, [50.0, 130.0], Tint::Blue);
/// A person under an umbrella.
pub static UMBRELLA: Sketch = Sketch::new(UMBRELLA_SVG, [100.0, 150.0], Tint::Red).varied();
/// A sunflower.
pub static SUNFLOWER: Sketch = Sketch::new(SUNFLOWER_SVG, [90.0, 170.0], Tint::Yellow);
/// A sailing boat.
pub static SAIL: Sketch = Sketch::new(SAIL_SVG, [130.0, 170.0], Tint::White).lit(BOAT_LIGHT_SVG);
/// A rowing boat.
pub static ROWBOAT: Sketch = Sketch::new(ROWBOAT_SVG, [150.0, 60.0], Tint::Brown);
/// A paper boat.
pub static PAPER_BOAT: Sketch = Sketch::new(PAPER_BOAT_SVG, [150.0, 96.0], Tint::White);
/// A whale.
pub static WHALE: Sketch = Sketch::new(WHALE_SVG, [190.0, 110.0], Tint::Blue);
/// A bridge.
pub static BRIDGE: Sketch = Sketch::new(BRIDGE_SVG, [300.0, 90.0], Tint::Grey);
/// A balloon.
pub static BALLOON: Sketch =
    Sketch::new(BALLOON_SVG, [110.0, 160.0], Tint::Red).lit(BALLOON_LIGHT_SVG).varied();
/// A bird.
pub static BIRD: Sketch = Sketch::new(BIRD_SVG, [120.0, 70.0], Tint::Blue);

const LIGHTHOUSE_SVG: &str = r##"<defs><linearGradient id="t" x1="0" x2="1"><stop offset="0" stop-color="#cfc8bc"/><stop offset=".3" stop-color="#f6f1e6"/><stop offset=".62" stop-color="#ddd5c8"/><stop offset="1" stop-color="#8f897f"/></linearGradient><linearGradient id="r" x1="0" x2="1"><stop offset="0" stop-color="{d}"/><stop offset=".3" stop-color="{c}"/><stop offset="1" stop-color="{d}"/></linearGradient></defs>
<path d="M40 160 L40 138 L62 134 L70 140 L70 160Z" fill="#d8cfc0"/><path d="M37 140 L54 128 L72 142 L68 144 L40 142Z" fill="#7c3a30"/><rect x="50" y="146" width="6" height="8" fill="#3c4450"/>
<path d="M12 160 L19 50 L41 50 L48 160Z" fill="url(#t)"/>
<path d="M17.7 70 L16.3 92 L43.7 92 L42.3 70Z M14.9 114 L13.5 136 L46.5 136 L45.1 114Z" fill="url(#r)"/>
<path d="M13 50 H47 V46 H13Z" fill="#4a4a50"/><path d="M14 46 V38 M18 46 V38 M22 46 V38 M38 46 V38 M42 46 V38 M46 46 V38 M13 38.5 H47" stroke="#3a3a40" stroke-width="1.1" fill="none"/>
<rect x="20" y="26" width="20" height="20" fill="#d9e2e4"/><path d="M20 26 V46 M25 26 V46 M30 26 V46 M35 26 V46 M40 26 V46" stroke="#33343a" stroke-width="1.3"/>
<path d="M17 26 C18 16 24 11 30 10 C36 11 42 16 43 26Z" fill="{d}"/><circle cx="30" cy="8" r="2.4" fill="#3a3030"/><path d="M30 7 V0" stroke="#3a3030" stroke-width="1"/>
<rect x="26.5" y="60" width="7" height="9" rx="3" fill="#40454d"/><rect x="26" y="100" width="8" height="10" rx="3" fill="#40454d"/><path d="M25 160 V146 C25 141 35 141 35 146 V160Z" fill="#4b3a30"/>"##;
const LIGHTHOUSE_LIGHTS_SVG: &str = r##"<defs><radialGradient id="g"><stop offset="0" stop-color="#fff0c8"/><stop offset=".35" stop-color="#e8a848"/><stop offset="1" stop-color="#5a3408"/></radialGradient></defs><rect x="20" y="26" width="20" height="20" fill="url(#g)"/><rect x="26.5" y="60" width="7" height="9" rx="3" fill="#c08030"/><rect x="26" y="100" width="8" height="10" rx="3" fill="#b87a2c"/><rect x="50" y="146" width="6" height="8" fill="#d89038"/>"##;
const CASTLE_SVG: &str = r##"<defs><linearGradient id="w" x1="0" x2="1"><stop offset="0" stop-color="#b9b0a4"/><stop offset=".4" stop-color="#cdc4b6"/><stop offset="1" stop-color="#847d76"/></linearGradient><linearGradient id="r" x1="0" x2="1"><stop offset="0" stop-color="#54647c"/><stop offset="1" stop-color="#34405a"/></linearGradient></defs>
<path d="M22 170 V112 H30 V106 H38 V112 H46 V106 H54 V112 H62 V106 H70 V112 H130 V106 H138 V112 H146 V106 H154 V112 H162 V106 H170 V112 H178 V170Z" fill="url(#w)"/>
<path d="M78 170 V60 H122 V170Z" fill="url(#w)"/><path d="M74 62 L100 18 L126 62Z" fill="url(#r)"/><path d="M100 18 V4 L114 8 L100 12" fill="#a5413a" stroke="#55403a" stroke-width="1"/>
<path d="M10 170 V86 H36 V170Z" fill="url(#w)"/><path d="M6 88 L23 50 L40 88Z" fill="url(#r)"/><path d="M23 50 V38 L33 41 L23 45" fill="#a5413a" stroke="#55403a" stroke-width="1"/>
<path d="M164 170 V92 H190 V170Z" fill="url(#w)"/><path d="M160 94 L177 58 L194 94Z" fill="url(#r)"/>
<path d="M56 170 V78 H72 V170Z" fill="url(#w)"/><path d="M53 80 L64 50 L75 80Z" fill="url(#r)"/><path d="M132 170 V70 H148 V170Z" fill="url(#w)"/><path d="M129 72 L140 40 L151 72Z" fill="url(#r)"/>
<path d="M90 170 V148 C90 136 110 136 110 148 V170Z" fill="#3d342f"/><g fill="#3c4048"><rect x="97" y="76" width="6" height="12" rx="3"/><rect x="86" y="100" width="5" height="10" rx="2.5"/><rect x="109" y="100" width="5" height="10" rx="2.5"/><rect x="20" y="100" width="5" height="10" rx="2.5"/><rect x="175" y="106" width="5" height="10" rx="2.5"/><rect x="62" y="92" width="4" height="9" rx="2"/><rect x="138" y="84" width="4" height="9" rx="2"/><rect x="44" y="130" width="5" height="9" rx="2"/><rect x="150" y="130" width="5" height="9" rx="2"/></g>"##;
const CASTLE_LIGHTS_SVG: &str = r##"<g fill="#e8a64c"><rect x="97" y="76" width="6" height="12" rx="3"/><rect x="86" y="100" width="5" height="10" rx="2.5"/><rect x="109" y="100" width="5" height="10" rx="2.5"/><rect x="20" y="100" width="5" height="10" rx="2.5"/><rect x="175" y="106" width="5" height="10" rx="2.5"/><rect x="138" y="84" width="4" height="9" rx="2"/><rect x="44" y="130" width="5" height="9" rx="2"/></g>"##;
const WINDMILL_SVG: &str = r##"<defs><linearGradient id="t" x1="0" x2="1"><stop offset="0" stop-color="#c9bda8"/><stop offset=".35" stop-color="#efe6d4"/><stop offset="1" stop-color="#938977"/></linearGradient></defs><path d="M46 170 L56 74 H86 L96 170Z" fill="url(#t)"/><path d="M52 76 C54 52 88 52 90 76Z" fill="{d}"/><rect x="66" y="100" width="9" height="12" rx="2" fill="#454b54"/><path d="M63 170 V148 H79 V170Z" fill="#5a4030"/>
<g transform="rotate(28 71 70)"><g fill="#e9dfca" stroke="#5b4a38" stroke-width="1.6"><path d="M71 70 L71 2 L85 2 L85 54Z"/><path d="M71 70 L139 70 L139 84 L87 84Z"/><path d="M71 70 L71 138 L57 138 L57 86Z"/><path d="M71 70 L3 70 L3 56 L55 56Z"/></g><circle cx="71" cy="70" r="5" fill="#4a3a2c"/></g>"##;
const WINDOW_LOW_SVG: &str = r##"<rect x="66" y="100" width="9" height="12" rx="2" fill="#d08a38"/>"##;
const HOUSE_SVG: &str = r##"<rect x="96" y="14" width="11" height="24" fill="#8a5a48"/><path d="M22 100 V50 H108 V100Z" fill="#efe5d2"/><path d="M108 50 V100 H22 V94 L108 62Z" fill="#d8ccb6"/><path d="M12 54 L36 16 H96 L120 54Z" fill="{c}"/><path d="M12 54 L15 50 H117 L120 54Z" fill="{d}"/><g fill="#46525f"><rect x="32" y="62" width="15" height="16"/><rect x="83" y="62" width="15" height="16"/></g><path d="M57 100 V66 H73 V100Z" fill="#6b4530"/><g stroke="#fff" stroke-width="1.6" fill="none"><path d="M32 62 h15 v16 h-15z M39.5 62 v16 M32 70 h15 M83 62 h15 v16 h-15z M90.5 62 v16 M83 70 h15"/></g>"##;
const HOUSE_LIGHTS_SVG: &str = r##"<g fill="#f0a848"><rect x="33" y="63" width="6" height="6.5"/><rect x="40.5" y="63" width="6" height="6.5"/><rect x="33" y="71" width="6" height="6.5"/><rect x="40.5" y="71" width="6" height="6.5"/><rect x="84" y="63" width="6" height="6.5"/><rect x="91.5" y="63" width="6" height="6.5"/><rect x="84" y="71" width="6" height="6.5"/><rect x="91.5" y="71" width="6" height="6.5"/></g>"##;
const HUT_SVG: &str = r##"<rect x="80" y="14" width="10" height="22" fill="#77706a"/><path d="M20 90 V50 L60 18 L100 50 V90Z" fill="#8a6344"/><path d="M20 58 H100 M20 66 H100 M20 74 H100 M20 82 H100" stroke="#6a4930" stroke-width="1.6"/><path d="M6 58 L60 8 L114 58 L106 60 L60 20 L14 60Z" fill="#4c3a30"/><path d="M52 90 V64 H68 V90Z" fill="#4a3020"/><rect x="29" y="60" width="14" height="13" fill="#46525f"/><rect x="77" y="60" width="14" height="13" fill="#46525f"/>"##;
const HUT_LIGHTS_SVG: &str = r##"<rect x="29" y="60" width="14" height="13" fill="#f0a848"/><rect x="77" y="60" width="14" height="13" fill="#f0a848"/>"##;
const TENT_SVG: &str = r##"<path d="M4 80 L58 8 L116 80Z" fill="{d}"/><path d="M4 80 L58 8 L70 80Z" fill="{c}"/><path d="M36 80 L58 12 L60 80Z" fill="#2e2620"/><path d="M58 8 L55 2 M58 8 L62 2" stroke="#4a3a2a" stroke-width="2"/>"##;
const TENT_LIGHT_SVG: &str = r##"<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#3a1604"/><stop offset="1" stop-color="#b8681c"/></linearGradient></defs><path d="M4 80 L58 8 L116 80Z" fill="url(#g)"/><path d="M38 80 L58 16 L59 80Z" fill="#ffc870"/>"##;
const TREE_SVG: &str = r##"<path d="M66 170 C70 140 68 120 62 96 L72 104 L74 84 L80 104 L92 90 C84 116 82 140 88 170Z" fill="#5c4534"/><g fill="#3c6338"><circle cx="44" cy="86" r="28"/><circle cx="108" cy="84" r="30"/><circle cx="76" cy="92" r="28"/></g><g fill="#4d7b43"><circle cx="36" cy="68" r="24"/><circle cx="116" cy="64" r="24"/><circle cx="74" cy="66" r="34"/><circle cx="56" cy="48" r="26"/><circle cx="98" cy="46" r="27"/></g><g fill="#6a9a50"><circle cx="76" cy="30" r="24"/><circle cx="50" cy="40" r="17"/><circle cx="100" cy="36" r="17"/><circle cx="34" cy="60" r="13"/><circle cx="112" cy="54" r="13"/><circle cx="74" cy="54" r="15"/></g>"##;
pub(super) const FOX_SVG: &str = r##"<defs><linearGradient id="f" x1="0" y1="0" x2=".6" y2="1"><stop offset="0" stop-color="#e8893a"/><stop offset=".6" stop-color="#cf6a26"/><stop offset="1" stop-color="#9c4718"/></linearGradient></defs>
<path d="M66 116 C88 122 108 108 106 86 C105 74 97 66 93 70 C97 84 88 98 68 102Z" fill="url(#f)"/><path d="M106 86 C105 74 97 66 93 70 C95.500 78 94 85 90 90 C97 94 104 94 106 86Z" fill="#f4ead8"/>
<path d="M42 46 C34 60 33 78 37 98 L35 117 C38 119 43 119 45 117 L50 100 C53 108 52 113 49 117 C58 120 76 120 84 116 C91 104 86 84 72 68 C66 60 62 54 61 44Z" fill="url(#f)"/>
<path d="M43 50 C35 60 35 76 39 92 C46 84 51 66 49 52Z" fill="#f4ead8"/><path d="M36.500 100 L35 117 C38 119 43 119 45 117 L48.500 102Z" fill="#3d2a22"/><path d="M50 117 C53 112 60 112 64 117 C60 119.500 54 119.500 50 117Z" fill="#3d2a22"/><path d="M66 78 C58 86 56 100 62 112" stroke="#a85220" stroke-width="1.600" fill="none"/>
<path d="M46 26 L43 4 C48 8 54 16 57 25Z" fill="#7b3a18"/><path d="M50 26 C52 15 57 7 62 3 C64 12 65 22 63 32Z" fill="url(#f)"/><path d="M54 26 C55 19 58 13 61 9 C62 16 62 22 61 28Z" fill="#3d2a22"/>
<path d="M62 46 C67 36 64 26 54 23 C46 21 40 24 36 30 C29 34 21 39 15 44 C15 47 18 49 22 49 C32 51 40 54 48 54 C55 54 60 51 62 46Z" fill="url(#f)"/><path d="M15 44.500 C15 47 18 49 22 49 C32 51 40 54 48 54 C55 54 60 51 62 46 C57 47 51 45 46 42 C38 46 26 47 15 44.500Z" fill="#f4ead8"/><ellipse cx="16.500" cy="44" rx="3" ry="2.500" fill="#231a18"/><path d="M36 36.500 C38 34 42 34 43.500 37 C41 38.500 38.500 38.500 36 36.500Z" fill="#231a18"/><circle cx="39.500" cy="35.800" r=".7" fill="#fff"/>"##;
const CAT_SVG: &str = r##"<path d="M72 112 C96 116 98 92 90 78 C88 74 84 76 86 80 C92 94 86 104 68 102Z" fill="{d}"/><path d="M36 44 C28 62 30 84 32 116 H78 C84 96 74 74 60 60 L56 42Z" fill="{c}"/><path d="M26 22 L24 2 L38 13 L48 12 L58 2 L60 24 C62 40 54 48 43 48 C32 48 24 38 26 22Z" fill="{c}"/><ellipse cx="35" cy="28" rx="3" ry="3.600" fill="#d9c65a"/><ellipse cx="50" cy="28" rx="3" ry="3.600" fill="#d9c65a"/><path d="M35 25 v6 M50 25 v6" stroke="#111" stroke-width="1.400"/><path d="M41 36 h4 l-2 2.500z" fill="#c98080"/><path d="M44 116 V92 M54 116 V94" stroke="{d}" stroke-width="2"/>"##;
const CAR_SVG: &str = r##"<path d="M6 46 C4 34 10 30 28 28 L48 10 C52 6 88 6 94 10 L112 28 C128 30 136 34 135 46 L132 50 H8Z" fill="{c}"/><path d="M36 28 L52 13 H68 V28Z M73 13 H90 L104 28 H73Z" fill="#34404c"/><path d="M6 44 H135 L132 50 H8Z" fill="{d}"/><circle cx="34" cy="49" r="11" fill="#1c1c20"/><circle cx="106" cy="49" r="11" fill="#1c1c20"/><circle cx="34" cy="49" r="5" fill="#9a9a9e"/><circle cx="106" cy="49" r="5" fill="#9a9a9e"/><rect x="5" y="36" width="8" height="5" rx="2" fill="#f4e4b0"/><rect x="129" y="36" width="6" height="5" rx="2" fill="#a02020"/>"##;
const CAR_LIGHTS_SVG: &str = r##"<rect x="4" y="36" width="9" height="5" rx="2" fill="#ffe6a8"/><rect x="129" y="36" width="6" height="5" rx="2" fill="#d02818"/>"##;
const PERSON_SVG: &str = r##"<path d="M17 128 L19 86 H25 L24 128 C22 130 19 130 17 128Z M27 128 L26 86 H33 L35 128 C33 130 29 130 27 128Z" fill="#2c303a"/><path d="M12 92 C10 66 14 40 20 36 H31 C38 40 40 66 38 92 C30 96 20 96 12 92Z" fill="{c}"/><path d="M26 37 L31 36 C38 40 40 66 38 92 C35 94 31 94.500 28 95Z" fill="{d}"/><path d="M14 46 C9 58 9 70 11 80 L15 80 C14 70 15 60 17 52Z M36 46 C41 58 41 70 39 80 L35 80 C36 70 35 60 33 52Z" fill="{d}"/><circle cx="25.500" cy="25" r="9" fill="#b88a6c"/><path d="M16 24 C15 12 36 12 35 24 C32 18 22 18 16 24Z" fill="#33261f"/>"##;
const UMBRELLA_SVG: &str = r##"<path d="M41 148 L43 108 H49 L48 148 C46 150 43 150 41 148Z M51 148 L50 108 H57 L59 148 C57 150 53 150 51 148Z" fill="#22252e"/><path d="M36 116 C34 90 38 66 44 62 H55 C62 66 64 90 62 116 C54 120 44 120 36 116Z" fill="#39414f"/><path d="M50 63 L55 62 C62 66 64 90 62 116 C58 118 54 118.500 52 118.500Z" fill="#2a303c"/><circle cx="49.500" cy="53" r="8.500" fill="#a67a5e"/><path d="M41 52 C40 42 59 42 58 52 C54 47 46 47 41 52Z" fill="#2a201b"/><path d="M60 74 L62 40 M60 74 C56 80 50 78 46 76" stroke="#39414f" stroke-width="5" fill="none" stroke-linecap="round"/><path d="M60 82 V8" stroke="#202024" stroke-width="1.800"/><path d="M8 46 C12 18 36 8 60 8 C84 8 99 22 99 46 C93 41 87 41 81 46 C75 40 67 40 60 45 C53 40 43 40 37 46 C28 40 16 41 8 46Z" fill="{c}"/><path d="M60 8 C72 16 79 30 81 46 C87 41 93 41 99 46 C99 22 84 8 60 8Z" fill="{d}"/><path d="M60 8 C47 16 39 30 37 46 C43 40 53 40 60 45Z" fill="{d}" fill-opacity=".35"/><path d="M60 8 V2" stroke="#202024" stroke-width="2"/>"##;
const SUNFLOWER_SVG: &str = r##"<path d="M45 60 C42 100 50 140 45 170" stroke="#4c7a34" stroke-width="5" fill="none"/><path d="M46 118 C62 96 82 98 86 104 C74 122 58 126 46 122Z M45 140 C28 118 8 122 4 130 C18 146 34 148 46 144Z" fill="#5b8c3c"/><g fill="{c}"><g id="p"><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z"/></g><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(30 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(60 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(90 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(120 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(150 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(180 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(210 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(240 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(270 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(300 45 44)"/><path d="M45 44 C38 26 40 10 45 2 C50 10 52 26 45 44Z" transform="rotate(330 45 44)"/></g><circle cx="45" cy="44" r="17" fill="#5a3a1e"/><circle cx="45" cy="44" r="10" fill="#3a2412"/>"##;
const SAIL_SVG: &str = r##"<defs><linearGradient id="s" x1="0" x2="1"><stop offset="0" stop-color="#fbf6ea"/><stop offset="1" stop-color="#cfc6b4"/></linearGradient></defs><path d="M62 6 V146" stroke="#5a4030" stroke-width="2.600"/><path d="M65 14 C92 50 106 92 108 128 C94 132 78 132 65 130Z" fill="url(#s)"/><path d="M59 22 C44 60 28 96 14 128 C30 132 46 132 59 128Z" fill="url(#s)"/><path d="M65 52 C76 54 86 56 92 60 M65 92 C80 92 94 94 103 98" stroke="#b9ad98" stroke-width="1" fill="none"/><path d="M62 4 L78 9 L62 13Z" fill="#b8433a"/><path d="M8 140 C40 146 90 146 124 136 C120 154 112 166 102 170 H34 C20 166 12 154 8 140Z" fill="#6d3f2a"/><path d="M8 140 C40 146 90 146 124 136 L122.500 143 C90 151 40 151 10 146Z" fill="#efe6d6"/>"##;
const BOAT_LIGHT_SVG: &str = r##"<circle cx="112" cy="134" r="2.200" fill="#ffd890"/>"##;
const ROWBOAT_SVG: &str = r##"<path d="M60 30 C58 16 64 8 70 8 C76 8 80 16 78 30Z" fill="#46586e"/><circle cx="69" cy="5" r="5" fill="#a98468"/><path d="M4 26 C40 38 110 38 146 22 C142 44 130 58 112 60 H40 C20 58 8 44 4 26Z" fill="{c}"/><path d="M4 26 C40 38 110 38 146 22 L144 29 C110 44 40 44 6 32Z" fill="{d}"/><path d="M72 24 L112 46" stroke="#d8c39a" stroke-width="2.400"/>"##;
const PAPER_BOAT_SVG: &str = r##"<path d="M75 4 L108 62 H42Z" fill="#f8f5ee"/><path d="M75 4 L108 62 H75Z" fill="#cfd2d8"/><path d="M2 40 L48 52 L75 62 L102 52 L148 40 C142 62 132 84 116 96 H34 C18 84 8 62 2 40Z" fill="#fdfbf6"/><path d="M75 62 L102 52 L148 40 C142 62 132 84 116 96 H75Z" fill="#dcdee4"/><path d="M2 40 L75 96 H34 C18 84 8 62 2 40Z" fill="#e9e9ec"/>"##;
const WHALE_SVG: &str = r##"<path d="M64 44 C60 26 52 16 40 10 C50 8 60 12 66 20 C70 10 80 4 92 6 C80 12 72 26 70 44Z" fill="#e3f0f4" fill-opacity=".75"/><path d="M4 88 C4 58 36 42 74 44 C112 46 132 66 148 66 C158 64 162 50 160 36 C166 38 170 44 172 50 C176 42 182 38 190 38 C188 54 180 66 174 72 C168 96 140 110 110 110 H20 C8 108 4 98 4 88Z" fill="#3f5f7c"/><path d="M4 92 C24 98 60 96 92 110 H20 C9 108 5 100 4 92Z" fill="#c9d6da"/><path d="M12 98 C30 100 48 102 66 109 M16 103 C28 104 40 106 50 110" stroke="#8fa3ad" stroke-width="1.500" fill="none"/><circle cx="38" cy="80" r="2.800" fill="#10161c"/><path d="M70 92 C82 92 96 100 98 110 H78Z" fill="#2e4861"/>"##;
const BRIDGE_SVG: &str = r##"<path d="M0 28 C80 8 220 8 300 28 V90 H276 C276 52 216 52 216 90 H184 C184 40 116 40 116 90 H84 C84 52 24 52 24 90 H0Z" fill="#a59a8c"/><path d="M0 28 C80 8 220 8 300 28 V35 C220 15 80 15 0 35Z" fill="#c4baa9"/><path d="M24 90 C24 52 84 52 84 90 L80 90 C80 58 28 58 28 90Z M116 90 C116 40 184 40 184 90 L180 90 C180 46 120 46 120 90Z M216 90 C216 52 276 52 276 90 L272 90 C272 58 220 58 220 90Z" fill="#857b70"/>"##;
const BALLOON_SVG: &str = r##"<defs><clipPath id="k"><path d="M55 2 C88 2 108 26 108 54 C108 82 80 104 68 126 H42 C30 104 2 82 2 54 C2 26 22 2 55 2Z"/></clipPath></defs><g clip-path="url(#k)"><rect width="110" height="130" fill="{c}"/><path d="M55 0 C30 20 22 70 46 128 H38 C0 80 4 20 55 0Z" fill="#f3e6c8"/><path d="M55 0 C80 20 88 70 64 128 H72 C110 80 106 20 55 0Z" fill="#f3e6c8"/><path d="M55 0 C8 16 -20 70 38 128 L30 128 C-20 90 -10 20 55 0Z" fill="{d}"/><path d="M55 0 C102 16 130 70 72 128 L80 128 C130 90 120 20 55 0Z" fill="{d}"/><rect y="116" width="110" height="12" fill="{d}"/></g><path d="M44 126 L46 144 M66 126 L64 144 M50 126 V144 M60 126 V144" stroke="#4a3a2c" stroke-width="1"/><path d="M45 143 H65 L63 160 H47Z" fill="#8a5f38"/><rect x="44" y="142" width="22" height="4" rx="1.500" fill="#64422a"/>"##;
const BALLOON_LIGHT_SVG: &str = r##"<ellipse cx="55" cy="112" rx="16" ry="18" fill="#6a3a10"/><path d="M52 136 C52 130 55 126 55 124 C55 126 58 130 58 136Z" fill="#ffcf7a"/>"##;
const BIRD_SVG: &str = r##"<path d="M4 44 C10 38 20 36 30 38 C46 24 62 8 92 2 C82 14 74 26 66 38 C82 40 100 46 118 62 C104 58 94 56 86 56 C92 60 100 64 106 70 C90 66 70 60 56 56 C40 60 20 56 12 48Z" fill="#26344e"/><path d="M12 48 C18 54 40 58 56 55 C48 50 30 48 12 48Z" fill="#e6e0d4"/><path d="M30 38 C46 24 62 8 92 2 C80 8 60 24 46 40Z" fill="#3c5278"/><path d="M48 52 C54 60 66 66 82 68 C74 62 66 56 62 52Z" fill="#1e2a40"/>"##;
