//! More drawings made for this project: what no icon shows whole and from the side.

use super::drawings::{FOX_SVG, Sketch};
use crate::scene::subject::Tint;

/// A sitting wolf: the fox's outline in a wolf's coat.
pub static WOLF: Sketch = Sketch::new(FOX_SVG, [110.0, 120.0], Tint::Grey).exchanged(&[
    ("#e8893a", "#a3a7ae"),
    ("#cf6a26", "#7c8088"),
    ("#9c4718", "#53575f"),
    ("#7b3a18", "#4a4d55"),
    ("#a85220", "#5c6068"),
    ("#f4ead8", "#e4e4e2"),
    ("#3d2a22", "#33353b"),
]);

/// A bear on four legs.
pub static BEAR: Sketch = Sketch::new(BEAR_SVG, [150.0, 110.0], Tint::Brown);

/// A polar bear: the bear's outline in white.
pub static POLAR_BEAR: Sketch = Sketch::new(BEAR_SVG, [150.0, 110.0], Tint::White).exchanged(&[
    ("#8a5f3c", "#f1ede4"),
    ("#7a5232", "#e6e1d6"),
    ("#5d3d25", "#c9c5bd"),
    ("#6b4529", "#d8d4cb"),
    ("#b98d62", "#f7f4ee"),
    ("#4a2f1c", "#9c9a96"),
]);

const BEAR_SVG: &str = r##"<defs><linearGradient id="b" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8a5f3c"/><stop offset="1" stop-color="#7a5232"/></linearGradient></defs>
<path d="M60 70 L62 104 C62 109 79 109 80 104 L84 74Z M102 70 L106 104 C107 109 122 108 122 104 L126 70Z" fill="#5d3d25"/>
<path d="M36 40 C46 22 66 18 82 21 C102 14 128 18 139 40 C146 54 145 66 143 78 L145 104 C145 110 125 110 124 104 L119 84 C105 89 84 90 70 85 L66 105 C65 110 45 110 45 105 L44 82 C36 72 32 56 36 40Z" fill="url(#b)"/>
<path d="M119 84 C127 78 133 70 134 58 C138 72 135 84 126 96Z M70 85 C62 80 57 72 56 62 C52 76 56 88 64 98Z" fill="#6b4529"/>
<path d="M139 46 C146 46 147 54 142 58Z" fill="#6b4529"/>
<circle cx="24" cy="20" r="7.500" fill="#6b4529"/><circle cx="45" cy="18" r="7.500" fill="#7a5232"/><circle cx="45" cy="19" r="4" fill="#4a2f1c"/>
<path d="M34 14 C49 14 58 26 56 40 C55 54 44 62 32 62 C24 62 18 58 14 55 C6 55 3 50 5 45 C7 40 12 39 14 36 C14 22 24 14 34 14Z" fill="url(#b)"/>
<path d="M14 55 C6 55 3 50 5 45 C7 40 14 38 20 42 C26 46 24 55 14 55Z" fill="#b98d62"/><path d="M4 46 C4 41 11 40 12 44 C11 48 6 49 4 46Z" fill="#1f1814"/><path d="M8 51 C12 53 16 52 18 50" stroke="#2a1e16" stroke-width="1.400" fill="none"/><circle cx="25" cy="33" r="2.600" fill="#191310"/><circle cx="24.400" cy="32.200" r=".8" fill="#fff"/>"##;

/// A sitting panda.
pub static PANDA: Sketch = Sketch::new(PANDA_SVG, [110.0, 120.0], Tint::White);

const PANDA_SVG: &str = r##"<defs><radialGradient id="w" cx=".4" cy=".3" r=".8"><stop offset="0" stop-color="#fbf9f4"/><stop offset="1" stop-color="#d6d3cc"/></radialGradient></defs>
<ellipse cx="55" cy="84" rx="36" ry="34" fill="url(#w)"/><path d="M22 66 C30 54 80 54 88 66 C92 74 88 82 80 82 C66 74 44 74 30 82 C22 82 18 74 22 66Z" fill="#2b2b30"/>
<path d="M22 68 C12 78 12 96 22 100 C30 102 36 94 34 84Z M88 68 C98 78 98 96 88 100 C80 102 74 94 76 84Z" fill="#242428"/>
<ellipse cx="30" cy="108" rx="18" ry="11" fill="#242428"/><ellipse cx="80" cy="108" rx="18" ry="11" fill="#242428"/><ellipse cx="25" cy="110" rx="8" ry="5" fill="#4a4a50"/><ellipse cx="85" cy="110" rx="8" ry="5" fill="#4a4a50"/>
<circle cx="28" cy="13" r="11" fill="#242428"/><circle cx="82" cy="13" r="11" fill="#242428"/><ellipse cx="55" cy="36" rx="36" ry="31" fill="url(#w)"/>
<ellipse cx="39" cy="36" rx="9" ry="11" transform="rotate(28 39 36)" fill="#242428"/><ellipse cx="71" cy="36" rx="9" ry="11" transform="rotate(-28 71 36)" fill="#242428"/><circle cx="41" cy="34" r="3.200" fill="#f4f2ec"/><circle cx="69" cy="34" r="3.200" fill="#f4f2ec"/><circle cx="41" cy="34.400" r="2" fill="#101012"/><circle cx="69" cy="34.400" r="2" fill="#101012"/><path d="M49 47 C51 44 59 44 61 47 C60 52 50 52 49 47Z" fill="#242428"/><path d="M55 50 V54 M48 55 C51 58 59 58 62 55" stroke="#242428" stroke-width="1.600" fill="none"/>"##;

/// A standing lion with a full mane.
pub static LION: Sketch = Sketch::new(LION_SVG, [150.0, 120.0], Tint::Yellow);

const LION_SVG: &str = r##"<defs><linearGradient id="l" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#dda650"/><stop offset="1" stop-color="#b9803a"/></linearGradient><radialGradient id="m" cx=".4" cy=".4" r=".7"><stop offset="0" stop-color="#a05f24"/><stop offset="1" stop-color="#6a3a18"/></radialGradient></defs>
<path d="M128 60 C146 62 148 84 140 100" stroke="#b9803a" stroke-width="5" fill="none"/><path d="M143 92 C150 98 148 110 139 112 C134 106 136 96 143 92Z" fill="#6a3a18"/>
<path d="M64 76 L68 114 C68 118 82 118 82 114 L84 78Z M104 74 L110 114 C110 118 123 118 123 114 L124 70Z" fill="#966428"/>
<path d="M46 48 C70 42 108 42 126 50 C137 56 136 72 132 84 L136 113 C136 119 118 119 117 113 L109 88 C95 93 78 92 68 89 L66 114 C65 119 46 119 46 114 L44 80Z" fill="url(#l)"/><path d="M109 88 C119 84 125 74 126 64 C131 78 126 90 116 98Z" fill="#a06f30"/>
<path d="M40 6 C60 4 76 22 74 46 C76 68 64 88 46 92 C26 92 12 76 12 54 C6 28 20 8 40 6Z" fill="url(#m)"/><path d="M30 10 C20 18 12 32 14 46 M58 12 C68 22 72 36 70 50 M66 62 C64 74 56 84 46 88 M18 66 C22 78 30 86 38 88" stroke="#57300f" stroke-width="2" fill="none"/>
<circle cx="50" cy="25" r="7" fill="#c48f44"/><circle cx="50" cy="26" r="3.600" fill="#6a3a18"/><circle cx="22" cy="27" r="6" fill="#b9803a"/>
<path d="M36 24 C50 24 58 34 56 48 C55 62 46 70 34 70 C24 70 14 64 12 58 C8 52 12 48 16 44 C17 32 24 24 36 24Z" fill="url(#l)"/><path d="M12 58 C8 51 14 47 20 48 C28 49 32 54 32 60 C30 68 18 66 12 58Z" fill="#efdcb4"/><path d="M10 51 C12 47 20 47 21 50 C20 54 13 56 10 51Z" fill="#3a241a"/><path d="M15 54 C16 59 20 60 25 58" stroke="#3a241a" stroke-width="1.400" fill="none"/><ellipse cx="31" cy="42" rx="2.600" ry="2.800" fill="#20140c"/><circle cx="30.200" cy="41" r=".9" fill="#fff"/><ellipse cx="17.500" cy="42" rx="1.800" ry="2.400" fill="#20140c"/>"##;

/// A unicorn: the horse of Noto in white, with a horn and a coloured mane over it.
pub static UNICORN: Sketch = Sketch::new(UNICORN_SVG, [128.0, 140.0], Tint::White);

const UNICORN_SVG: &str = r##"<defs><linearGradient id="u" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fffdf8"/><stop offset="1" stop-color="#d9d4e4"/></linearGradient><linearGradient id="h" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff2c0"/><stop offset="1" stop-color="#d9a637"/></linearGradient><linearGradient id="n" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#e58ac4"/><stop offset=".5" stop-color="#a88be0"/><stop offset="1" stop-color="#6fb1e6"/></linearGradient></defs>
<path d="M108 74 C122 72 127 88 122 104 C120 114 124 120 127 124 C116 124 110 114 112 102 C113 92 110 86 104 84Z" fill="url(#n)"/>
<path d="M52 92 L50 134 C50 137 58 137 59 134 L64 96Z M94 92 L99 134 C99 137 107 137 107 134 L106 90Z" fill="#bcb6cb"/>
<path d="M40 58 C50 66 62 70 76 69 C92 67 106 68 111 80 C114 90 111 98 109 104 L113 134 C113 138 103 138 102 134 L97 104 C85 108 68 107 58 103 L50 120 L47 135 C46 138 37 138 37 135 L40 100 C32 90 30 76 32 62Z" fill="url(#u)"/>
<path d="M24 30 C34 24 46 30 48 44 C50 54 52 62 56 70 C48 80 36 80 31 70 C31 62 29 56 26 52 C20 56 12 60 8 60 C3 60 2 54 5 49 C9 41 15 35 24 30Z" fill="url(#u)"/>
<path d="M27 30 L8 4 L33 25Z" fill="url(#h)"/><path d="M20 21 L23 18 M16 15 L18 12.500" stroke="#b98824" stroke-width="1.200"/>
<path d="M33 27 C34 20 38 17 42 16 C43 22 42 27 40 31Z" fill="#efeaf2"/><path d="M38 24 C50 24 58 34 58 46 C58 56 64 60 70 62 C64 70 54 68 50 60 C46 50 46 40 38 32Z" fill="url(#n)"/><path d="M36 24 C30 24 25 28 24 34 C29 34 33 33 36 30Z" fill="#e58ac4"/>
<ellipse cx="24" cy="41" rx="2.200" ry="2.800" fill="#2a2233"/><circle cx="23.400" cy="40" r=".8" fill="#fff"/><circle cx="7" cy="54" r="1.300" fill="#8a7f99"/><path d="M5 57 C8 58.500 11 58 13 56.500" stroke="#8a7f99" stroke-width="1" fill="none"/><path d="M37 130 H47 L46.500 136 C45 138 38 138 37 136Z M102 130 H112.500 L113 136 C111 138 104 138 102 136Z" fill="#b9a24e"/>"##;

/// A sitting frog.
pub static FROG: Sketch = Sketch::new(FROG_SVG, [110.0, 80.0], Tint::Green);

const FROG_SVG: &str = r##"<path d="M20 70 C4 70 2 58 12 52 C20 46 30 50 34 58Z M90 70 C106 70 108 58 98 52 C90 46 80 50 76 58Z" fill="{d}"/><path d="M16 60 C14 34 32 20 55 20 C78 20 96 34 94 60 C90 76 20 76 16 60Z" fill="{c}"/><path d="M28 64 C34 52 76 52 82 64 C78 74 32 74 28 64Z" fill="#d9e3a4"/>
<circle cx="33" cy="18" r="13" fill="{c}"/><circle cx="77" cy="18" r="13" fill="{c}"/><circle cx="32" cy="17" r="8" fill="#f6f2dc"/><circle cx="78" cy="17" r="8" fill="#f6f2dc"/><circle cx="32" cy="17" r="4.500" fill="#17170f"/><circle cx="78" cy="17" r="4.500" fill="#17170f"/>
<path d="M24 42 C38 52 72 52 86 42" stroke="{d}" stroke-width="2.600" fill="none"/><path d="M40 60 L36 76 C34 79 22 79 20 76 M70 60 L74 76 C76 79 88 79 90 76" stroke="{d}" stroke-width="6" fill="none"/>"##;

/// A snow house.
pub static IGLOO: Sketch = Sketch::new(IGLOO_SVG, [150.0, 84.0], Tint::White).lit(IGLOO_LIGHT);

const IGLOO_SVG: &str = r##"<defs><linearGradient id="i" x1="0" x2="1"><stop offset="0" stop-color="#f4f7fa"/><stop offset="1" stop-color="#b5c4d6"/></linearGradient></defs><path d="M30 84 C30 30 60 4 92 4 C124 4 148 36 148 84Z" fill="url(#i)"/><path d="M34 60 H146 M42 36 H138 M62 16 H122 M70 60 V84 M104 36 V60 M126 60 V84 M76 36 V60 M92 16 V36 M64 36 V20" stroke="#9fb0c4" stroke-width="1.600" fill="none"/><path d="M4 84 V62 C4 44 18 34 34 34 C50 34 62 44 62 62 V84Z" fill="#e6edf4"/><path d="M16 84 V66 C16 54 24 46 34 46 C44 46 52 54 52 66 V84Z" fill="#3c4a5e"/><path d="M4 66 H16 M52 66 H62 M12 48 L20 54 M50 46 L46 53 M34 34 V46" stroke="#9fb0c4" stroke-width="1.600"/>"##;
const IGLOO_LIGHT: &str = r##"<defs><linearGradient id="i" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7a4510"/><stop offset="1" stop-color="#ffc070"/></linearGradient></defs><path d="M16 84 V66 C16 54 24 46 34 46 C44 46 52 54 52 66 V84Z" fill="url(#i)"/>"##;

/// A fire of logs.
pub static CAMPFIRE: Sketch = Sketch::new(CAMPFIRE_SVG, [100.0, 100.0], Tint::Orange).lit(CAMPFIRE_LIGHT);

const CAMPFIRE_SVG: &str = r##"<path d="M8 88 L84 70 L88 80 L12 98Z" fill="#6b452b"/><path d="M92 88 L16 70 L12 80 L88 98Z" fill="#54351f"/><ellipse cx="11" cy="93" rx="4" ry="6" fill="#c79b6a"/><ellipse cx="89" cy="93" rx="4" ry="6" fill="#b5885a"/><path d="M50 4 C56 24 80 36 76 62 C74 78 62 84 50 84 C38 84 26 78 24 62 C22 46 36 42 38 26 C46 30 48 20 50 4Z" fill="#e86a1c"/><path d="M52 34 C56 46 66 52 64 66 C62 78 56 82 50 82 C42 82 36 76 36 66 C36 56 44 56 46 46 C50 46 52 42 52 34Z" fill="#ffc23c"/><path d="M50 56 C54 62 57 66 56 72 C55 79 53 81 50 81 C46 81 44 77 44 72 C44 66 49 64 50 56Z" fill="#fff3b8"/>"##;
const CAMPFIRE_LIGHT: &str = r##"<path d="M50 4 C56 24 80 36 76 62 C74 78 62 84 50 84 C38 84 26 78 24 62 C22 46 36 42 38 26 C46 30 48 20 50 4Z" fill="#d8560f"/><path d="M52 34 C56 46 66 52 64 66 C62 78 56 82 50 82 C42 82 36 76 36 66 C36 56 44 56 46 46 C50 46 52 42 52 34Z" fill="#ffb02a"/><path d="M50 56 C54 62 57 66 56 72 C55 79 53 81 50 81 C46 81 44 77 44 72 C44 66 49 64 50 56Z" fill="#ffeaa0"/>"##;

/// A board on two posts; its text is set when the picture is finished.
pub static SIGN: Sketch = Sketch::new(SIGN_SVG, [160.0, 130.0], Tint::Brown);

/// Where the board of [`SIGN`] takes text: left, top, right, bottom, shares of its box.
pub const SIGN_BOARD: [f32; 4] = [0.07, 0.09, 0.93, 0.60];

const SIGN_SVG: &str = r##"<path d="M30 70 H39 V130 H30Z M121 70 H130 V130 H121Z" fill="#5a3f2b"/><rect x="2" y="4" width="156" height="80" rx="5" fill="#7c573a"/><rect x="6" y="8" width="148" height="72" rx="3" fill="#f3e9d4"/><path d="M6 77 H154 V80 H6Z" fill="#d8c9ab"/><circle cx="11" cy="13" r="1.600" fill="#6a5a48"/><circle cx="149" cy="13" r="1.600" fill="#6a5a48"/><circle cx="11" cy="75" r="1.600" fill="#6a5a48"/><circle cx="149" cy="75" r="1.600" fill="#6a5a48"/>"##;

/// A walking machine.
pub static ROBOT: Sketch = Sketch::new(ROBOT_SVG, [90.0, 150.0], Tint::Grey).lit(ROBOT_LIGHT);

const ROBOT_SVG: &str = r##"<defs><linearGradient id="r" x1="0" x2="1"><stop offset="0" stop-color="{c}"/><stop offset="1" stop-color="{d}"/></linearGradient></defs><path d="M45 18 V6" stroke="#565b63" stroke-width="2.500"/><circle cx="45" cy="5" r="4" fill="#c6463c"/><rect x="33" y="112" width="9" height="28" fill="#565b63"/><rect x="49" y="112" width="9" height="28" fill="#474b52"/><path d="M24 150 C24 140 32 136 43 138 V150Z M48 150 V138 C60 136 67 140 67 150Z" fill="url(#r)"/>
<rect x="22" y="58" width="47" height="56" rx="9" fill="url(#r)"/><rect x="31" y="68" width="28" height="20" rx="3" fill="#2c3138"/><circle cx="37" cy="98" r="3" fill="#d9a441"/><circle cx="46" cy="98" r="3" fill="#6f9e58"/><circle cx="55" cy="98" r="3" fill="#b5493e"/><path d="M20 64 C8 68 6 84 10 98 M71 64 C82 68 84 84 80 98" stroke="#565b63" stroke-width="6" fill="none"/><path d="M4 98 C4 92 16 92 16 98 C17 104 14 108 14 108 M6 108 C3 104 4 98 4 98 M86 98 C86 92 74 92 74 98 C73 104 76 108 76 108 M84 108 C87 104 86 98 86 98" stroke="{d}" stroke-width="3.600" fill="none"/>
<rect x="40" y="50" width="11" height="10" fill="#565b63"/><rect x="20" y="16" width="51" height="37" rx="10" fill="url(#r)"/><rect x="27" y="24" width="37" height="18" rx="8" fill="#22262c"/><circle cx="37" cy="33" r="5" fill="#86d6e8"/><circle cx="54" cy="33" r="5" fill="#86d6e8"/><path d="M36 47 H55" stroke="#3a3f46" stroke-width="2"/>"##;
const ROBOT_LIGHT: &str = r##"<circle cx="37" cy="33" r="5" fill="#4fb8d6"/><circle cx="54" cy="33" r="5" fill="#4fb8d6"/><circle cx="45" cy="5" r="4" fill="#c8281c"/><rect x="33" y="70" width="24" height="16" rx="2" fill="#12404c"/>"##;

/// A bottle of wine.
pub static BOTTLE: Sketch = Sketch::new(BOTTLE_SVG, [44.0, 150.0], Tint::Green);

const BOTTLE_SVG: &str = r##"<defs><linearGradient id="b" x1="0" x2="1"><stop offset="0" stop-color="{d}"/><stop offset=".28" stop-color="{c}"/><stop offset=".42" stop-color="{c}"/><stop offset="1" stop-color="{d}"/></linearGradient></defs><path d="M16 4 H28 V46 C28 56 42 60 42 76 V144 C42 149 2 149 2 144 V76 C2 60 16 56 16 46Z" fill="url(#b)"/><path d="M15 2 H29 V22 H15Z" fill="#6d2430"/><path d="M3 90 H41 V126 H3Z" fill="#efe6cf"/><path d="M9 98 H35 M13 105 H31" stroke="#7a2f36" stroke-width="2"/><path d="M14 116 H30" stroke="#9b8b6a" stroke-width="1.600"/><path d="M8 72 C9 68 12 66 13 62 V88 H8Z M8 128 H12 V142 H9Z" fill="#fff" fill-opacity=".35"/>"##;

/// A lamp with a shade.
pub static TABLE_LAMP: Sketch = Sketch::new(TABLE_LAMP_SVG, [90.0, 140.0], Tint::White).lit(TABLE_LAMP_LIGHT);

const TABLE_LAMP_SVG: &str = r##"<defs><linearGradient id="s" x1="0" x2="1"><stop offset="0" stop-color="{d}"/><stop offset=".4" stop-color="{c}"/><stop offset="1" stop-color="{d}"/></linearGradient></defs><path d="M26 4 H64 L86 64 H4Z" fill="url(#s)"/><path d="M4 61 H86 L86.500 65 H3.500Z" fill="{d}"/><path d="M42 64 H48 V82 H42Z" fill="#8a7448"/><path d="M32 130 C22 112 32 88 45 82 C58 88 68 112 58 130Z" fill="#7f9aa0"/><path d="M38 88 C31 98 30 116 36 128" stroke="#c3d4d6" stroke-width="3" fill="none"/><rect x="26" y="129" width="38" height="9" rx="3" fill="#8a7448"/>"##;
const TABLE_LAMP_LIGHT: &str = r##"<defs><radialGradient id="s" cx=".5" cy=".7" r=".7"><stop offset="0" stop-color="#ffdf9a"/><stop offset="1" stop-color="#b8702a"/></radialGradient></defs><path d="M26 4 H64 L86 64 H4Z" fill="url(#s)"/>"##;

/// A globe on a stand.
pub static GLOBE: Sketch = Sketch::new(GLOBE_SVG, [100.0, 130.0], Tint::Blue);

const GLOBE_SVG: &str = r##"<defs><radialGradient id="o" cx=".36" cy=".32" r=".8"><stop offset="0" stop-color="#8fc3de"/><stop offset="1" stop-color="#2c6a96"/></radialGradient></defs><path d="M28 122 C28 116 72 116 72 122 L74 129 H26Z" fill="#6d4a2c"/><path d="M46 98 H54 V120 H46Z" fill="#8a6038"/><circle cx="50" cy="52" r="41" fill="url(#o)"/><path d="M28 26 C38 18 50 22 52 30 C50 38 42 38 40 46 C36 56 26 50 20 42 C20 36 24 30 28 26Z M50 48 C62 44 74 52 72 62 C68 76 60 84 52 82 C48 74 50 68 46 62 C44 56 46 50 50 48Z M66 22 C76 26 84 36 86 44 C78 46 68 40 64 34Z" fill="#7fa45a"/><path d="M78 18 C100 40 98 74 70 92 L50 100" stroke="#b08a4a" stroke-width="4" fill="none"/><circle cx="78" cy="17" r="4" fill="#b08a4a"/>"##;

/// An open umbrella on its stick.
pub static OPEN_UMBRELLA: Sketch = Sketch::new(OPEN_UMBRELLA_SVG, [150.0, 150.0], Tint::Red);

const OPEN_UMBRELLA_SVG: &str = r##"<path d="M73.500 20 H76.500 V150 H73.500Z" fill="#5f4934"/><path d="M75 2 L73 12 H77Z" fill="#5f4934"/><path d="M2 62 C6 28 36 8 75 8 C114 8 144 28 148 62 C140 55 128 55 122 62 C114 54 100 54 94 62 C86 54 64 54 56 62 C50 54 36 54 28 62 C22 55 10 55 2 62Z" fill="{c}"/><path d="M75 8 C104 8 120 34 122 62 C114 54 100 54 94 62 C92 40 86 20 75 8Z M28 62 C30 34 46 8 75 8 C64 20 58 40 56 62 C50 54 36 54 28 62Z" fill="{d}"/>"##;

/// A grand piano.
pub static PIANO: Sketch = Sketch::new(PIANO_SVG, [170.0, 120.0], Tint::Black);

const PIANO_SVG: &str = r##"<path d="M20 62 L38 6 C70 2 120 10 150 44 L158 60Z" fill="{d}"/><path d="M24 60 L40 12 C70 8 116 16 144 46 L152 60Z" fill="#6a4a30"/><path d="M60 60 L100 18 L104 20 L66 60Z" fill="#3a2a1e"/><path d="M8 60 H160 C168 64 168 80 160 84 H8 C4 80 4 64 8 60Z" fill="{c}"/><path d="M8 62 H58 V72 H8Z" fill="#f4f1e8"/><path d="M14 62 V68 M20 62 V68 M29 62 V68 M35 62 V68 M41 62 V68 M50 62 V68" stroke="#1b1b1f" stroke-width="2.600"/><path d="M16 84 H24 L22 118 H17Z M142 84 H150 L148 118 H143Z M80 84 H87 L86 118 H81Z" fill="{d}"/>"##;

/// A bowl with apples, a pear, a banana, grapes and an orange.
pub static FRUIT_BOWL: Sketch = Sketch::new(FRUIT_BOWL_SVG, [150.0, 116.0], Tint::Blue);

const FRUIT_BOWL_SVG: &str = r##"<defs><linearGradient id="bowl" x1="0" x2="1"><stop offset="0" stop-color="{c}"/><stop offset=".3" stop-color="#dfe6ea"/><stop offset="1" stop-color="{d}"/></linearGradient></defs><g transform="translate(76 2) scale(1.750)">{icon:fluent-emoji/banana}</g><g transform="translate(44 0) scale(1.700)">{icon:fluent-emoji/pear}</g><g transform="translate(16 20) scale(1.550)">{icon:fluent-emoji/red-apple}</g><g transform="translate(88 26) scale(1.500)">{icon:fluent-emoji/tangerine}</g><g transform="translate(54 26) scale(.36)">{icon:noto/grapes}</g><path d="M8 60 H142 C142 92 118 108 96 110 V114 H54 V110 C32 108 8 92 8 60Z" fill="url(#bowl)"/><path d="M8 60 H142 C142 64 141.500 66 141 68 H9 C8.500 66 8 64 8 60Z" fill="#f2f5f6"/>"##;
