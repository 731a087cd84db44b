//! People, put together from parts: one outline in many dresses.
//!
//! A figure stands and is seen from the front, 60 units wide and 140 high, feet on the lower edge. Faces are small in a
//! scene, so they have eyes, brows and a mouth and no more; portraits are drawn elsewhere.

/// What a person wears and looks like. Colours are SVG colours.
pub struct Figure {
    skin: &'static str,
    hair: &'static str,
    long_hair: bool,
    beard: bool,
    top: &'static str,
    legs: &'static str,
    cut: Cut,
    hat: Hat,
    /// Drawn over the figure: what belongs to a trade.
    over: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Trousers,
    Skirt,
    Robe,
}

#[derive(Clone, Copy, PartialEq)]
enum Hat {
    None,
    Chef,
    Straw,
    Helmet(&'static str),
    Cap(&'static str),
    Pointed(&'static str),
    Crown,
    Visor,
    Glass,
    Tricorne,
}

const PLAIN: Figure = Figure {
    skin: "#c98f6a",
    hair: "#3b2a20",
    long_hair: false,
    beard: false,
    top: "{c}",
    legs: "#39414f",
    cut: Cut::Trousers,
    hat: Hat::None,
    over: "",
};

/// A man in everyday clothes.
pub static MAN: Figure = PLAIN;
/// A woman in everyday clothes.
pub static WOMAN: Figure =
    Figure { long_hair: true, cut: Cut::Skirt, skin: "#d9a27c", hair: "#4a2c1c", legs: "{d}", ..PLAIN };
/// A boy.
pub static BOY: Figure = Figure { skin: "#d6a17c", hair: "#5a3a22", legs: "#4a5668", ..PLAIN };
/// A girl.
pub static GIRL: Figure =
    Figure { long_hair: true, cut: Cut::Skirt, skin: "#dba983", hair: "#6b3f22", legs: "{d}", ..PLAIN };
/// An old man with a beard.
pub static OLD_MAN: Figure = Figure { hair: "#d6d3cc", beard: true, legs: "#4e463e", over: STICK, ..PLAIN };
/// An old woman.
pub static OLD_WOMAN: Figure =
    Figure { hair: "#cfccc8", cut: Cut::Skirt, legs: "{d}", skin: "#cf9c7c", over: STICK, ..PLAIN };
/// A cook.
pub static CHEF: Figure = Figure { top: "#f4f1ea", hat: Hat::Chef, over: APRON, ..PLAIN };
/// A doctor.
pub static DOCTOR: Figure = Figure { top: "#f1f4f5", legs: "#7fa3ad", skin: "#a9714e", over: COAT, ..PLAIN };
/// A farmer.
pub static FARMER: Figure =
    Figure { top: "#b5503c", legs: "#3f5f8a", hat: Hat::Straw, over: DUNGAREES, ..PLAIN };
/// A firefighter.
pub static FIREFIGHTER: Figure =
    Figure { top: "#c7a03a", legs: "#5d4c28", hat: Hat::Helmet("#b8322a"), over: BANDS, ..PLAIN };
/// A police officer.
pub static POLICE: Figure = Figure {
    top: "#2f4a78",
    legs: "#23324f",
    hat: Hat::Cap("#22345a"),
    over: BADGE,
    skin: "#b98058",
    ..PLAIN
};
/// A builder.
pub static BUILDER: Figure =
    Figure { top: "#e0862c", legs: "#44546a", hat: Hat::Helmet("#e8b92e"), over: BANDS, ..PLAIN };
/// An astronaut.
pub static ASTRONAUT: Figure =
    Figure { top: "#eceef0", legs: "#e2e5e8", hat: Hat::Glass, over: PACK, ..PLAIN };
/// A monk.
pub static MONK: Figure = Figure {
    top: "#c8762c",
    legs: "#a85a1e",
    cut: Cut::Robe,
    hair: "#c98f6a",
    over: "<path d=\"M18 48 L42 72 L42 64 L24 44Z\" fill=\"#9a4f18\"/>",
    ..PLAIN
};
/// Someone in a suit.
pub static BUSINESS: Figure = Figure { top: "#3a4150", legs: "#323845", over: SUIT, ..PLAIN };
/// A wizard with a staff.
pub static WIZARD: Figure = Figure {
    top: "#4b4a94",
    legs: "#3a3878",
    cut: Cut::Robe,
    beard: true,
    hair: "#e4e2de",
    hat: Hat::Pointed("#4b4a94"),
    over: STAFF,
    ..PLAIN
};
/// A knight in armour.
pub static KNIGHT: Figure = Figure { top: "#a9afb8", legs: "#8a9099", hat: Hat::Visor, over: SWORD, ..PLAIN };
/// A king.
pub static KING: Figure = Figure {
    top: "#8e2431",
    legs: "#6d1a26",
    cut: Cut::Robe,
    beard: true,
    hat: Hat::Crown,
    over: ERMINE,
    ..PLAIN
};
/// A queen.
pub static QUEEN: Figure = Figure {
    top: "#5e3a86",
    legs: "#50307a",
    cut: Cut::Robe,
    long_hair: true,
    hat: Hat::Crown,
    hair: "#5a2f1a",
    over: ERMINE,
    ..PLAIN
};
/// A pirate.
pub static PIRATE: Figure =
    Figure { top: "#7a2a2a", legs: "#33302c", beard: true, hat: Hat::Tricorne, over: SASH, ..PLAIN };

const STICK: &str = r##"<path d="M53 88 C53 82 60 82 59 88 M58.500 88 L58 139" stroke="#6b4a2c" stroke-width="2.200" fill="none"/>"##;
const APRON: &str = r##"<path d="M23 56 H37 L40 104 C34 107 26 107 20 104Z" fill="#fffdf8"/><path d="M21 74 H39" stroke="#cfc9bc" stroke-width="1.400"/><path d="M23 40 L30 46 L37 40 L30 50Z" fill="#c23b30"/>"##;
const COAT: &str = r##"<path d="M18 76 L15 112 H28 L29 60Z M42 76 L45 112 H32 L31 60Z" fill="#f7f9fa"/><path d="M25 42 L30 58 L35 42" fill="#9cc0c8"/><path d="M23 44 C22 58 25 62 28 62 M37 44 C38 54 37 58 35 60" stroke="#3d4650" stroke-width="1.600" fill="none"/><circle cx="35" cy="62" r="2" fill="#c7ccd2"/>"##;
const DUNGAREES: &str = r##"<path d="M22 58 H38 L40 86 H20Z" fill="#3f5f8a"/><path d="M23 58 L21 42 M37 58 L39 42" stroke="#3f5f8a" stroke-width="3"/><circle cx="24" cy="60" r="1.400" fill="#d9b64a"/><circle cx="36" cy="60" r="1.400" fill="#d9b64a"/>"##;
const BANDS: &str =
    r##"<path d="M17 66 H43 V71 H17Z M19 112 H28 V116 H19Z M32 112 H41 V116 H32Z" fill="#e8ead8"/>"##;
const BADGE: &str = r##"<path d="M36 54 L38 50 L40 54 L38 59Z" fill="#e2c254"/><path d="M17 80 H43 V85 H17Z" fill="#15192a"/><path d="M30 42 V78" stroke="#1f2d4c" stroke-width="1"/>"##;
const PACK: &str = r##"<rect x="21" y="56" width="18" height="14" rx="3" fill="#b9c0c8"/><circle cx="26" cy="63" r="2" fill="#c23b30"/><circle cx="33" cy="63" r="2" fill="#3f6fb0"/><path d="M16 88 H44 V92 H16Z M14 72 H20 V75 H14Z M40 72 H46 V75 H40Z" fill="#c4cad0"/>"##;
const SUIT: &str = r##"<path d="M25 41 L30 60 L35 41Z" fill="#f3f1ec"/><path d="M29 44 H31 L32 56 L30 60 L28 56Z" fill="{c}"/>"##;
const STAFF: &str = r##"<path d="M52 30 L54 139" stroke="#6b4a2c" stroke-width="2.800"/><circle cx="52" cy="27" r="5" fill="#8fd2e8"/>"##;
const SWORD: &str = r##"<path d="M52 84 L54 134 L51 137 L49.500 134 L50 84Z" fill="#d9dde2"/><path d="M45 83 H57 V86 H45Z" fill="#7a5a2c"/><path d="M22 46 L30 52 L38 46 L38 74 L30 84 L22 74Z" fill="{c}"/><path d="M30 52 V84 M22 62 H38" stroke="#e8e2d0" stroke-width="2"/>"##;
const ERMINE: &str = r##"<path d="M16 44 C22 52 38 52 44 44 L46 52 C38 60 22 60 14 52Z" fill="#f6f2ea"/><path d="M28 58 H32 V136 H28Z" fill="#f6f2ea"/><circle cx="20" cy="51" r="1" fill="#222"/><circle cx="30" cy="55" r="1" fill="#222"/><circle cx="40" cy="51" r="1" fill="#222"/><circle cx="30" cy="76" r="1" fill="#222"/><circle cx="30" cy="100" r="1" fill="#222"/><circle cx="30" cy="122" r="1" fill="#222"/>"##;
const SASH: &str = r##"<path d="M25 42 L30 56 L35 42Z" fill="#efe8da"/><path d="M17 78 H43 V85 H17Z" fill="#d9a637"/><path d="M40 84 L46 100 L41 99Z" fill="#d9a637"/>"##;

/// Width and height of a figure's box.
pub const SIZE: [f32; 2] = [60.0, 140.0];

impl Figure {
    /// The SVG of the figure; `{c}` and `{d}` stand where its clothes take the colour asked for.
    pub fn svg(&self) -> String {
        let mut out = String::with_capacity(2_400);
        if self.long_hair {
            out += &format!(
                r#"<path d="M19 18 C16 34 17 46 20 54 H40 C43 46 44 34 41 18Z" fill="{}"/>"#,
                self.hair
            );
        }
        out += &self.lower();
        out += &self.upper();
        out += &self.head();
        out += self.over;
        out
    }

    fn lower(&self) -> String {
        let shoes = r##"<path d="M17 140 C17 135 22 133 28 134 V140Z M32 140 V134 C38 133 43 135 43 140Z" fill="#2a2422"/>"##;
        let legs = self.legs;
        match self.cut {
            Cut::Trousers => format!(
                r#"<path d="M18 80 H42 L42 136 H32.500 L30.600 94 H29.400 L27.500 136 H18Z" fill="{legs}"/>{shoes}"#
            ),
            Cut::Skirt => format!(
                r#"<path d="M22 104 H28 V136 H22Z M32 104 H38 V136 H32Z" fill="{skin}"/>{shoes}<path d="M20 74 H40 L47 112 C38 116 22 116 13 112Z" fill="{legs}"/>"#,
                skin = self.skin
            ),
            Cut::Robe => format!(
                r#"{shoes}<path d="M18 72 H42 L50 137 C40 140 20 140 10 137Z" fill="{legs}"/><path d="M36 90 L42 137 M24 90 L19 137" stroke="{top}" stroke-width="1.600"/>"#,
                top = self.top
            ),
        }
    }

    fn upper(&self) -> String {
        format!(
            r#"<path d="M14 46 C10 56 8 72 9 86 L14.500 87 C15 76 17 66 20 58Z M46 46 C50 56 52 72 51 86 L45.500 87 C45 76 43 66 40 58Z" fill="{top}"/><path d="M14 46 C10 56 8 72 9 86 L11 86.500 C11 74 13 60 17 52Z" fill="rgb(0,0,0)" fill-opacity=".12"/><circle cx="11.600" cy="89" r="3.300" fill="{skin}"/><circle cx="48.400" cy="89" r="3.300" fill="{skin}"/><path d="M26 34 H34 V44 H26Z" fill="{skin}"/><path d="M14 48 C16 42 24 40.500 26.500 40 C28 43 32 43 33.500 40 C36 40.500 44 42 46 48 L43 84 H17Z" fill="{top}"/><path d="M36 41 C41 42 45 44 46 48 L43 84 H37Z" fill="rgb(0,0,0)" fill-opacity=".13"/>"#,
            top = self.top,
            skin = self.skin
        )
    }

    fn head(&self) -> String {
        let Figure { skin, hair, .. } = self;
        let mut out = format!(
            r##"<ellipse cx="30" cy="24" rx="10.500" ry="12.500" fill="{skin}"/><circle cx="26" cy="24" r="1.300" fill="#201813"/><circle cx="34" cy="24" r="1.300" fill="#201813"/><path d="M24 20.500 C25 19.600 27 19.600 28 20.300 M32 20.300 C33 19.600 35 19.600 36 20.500" stroke="{hair}" stroke-width="1" fill="none"/><path d="M27 30 C29 31.500 31 31.500 33 30" stroke="#8c4a3c" stroke-width="1.100" fill="none"/>"##
        );
        if self.beard {
            out += &format!(
                r#"<path d="M20 26 C20 40 26 46 30 46 C34 46 40 40 40 26 C38 30 35 28.500 30 28.500 C25 28.500 22 30 20 26Z" fill="{hair}"/><path d="M27 32 C29 33 31 33 33 32" stroke="rgb(120,60,50)" stroke-width="1.200" fill="none"/>"#
            );
        }
        out += &match self.hat {
            Hat::None => format!(
                r#"<path d="M19 24 C17 10 24 6 30 6 C36 6 43 10 41 24 C39 20 38 16 35 15 C30 18 24 17 22 17 C21 19 20 22 19 24Z" fill="{hair}"/>"#
            ),
            Hat::Chef => r##"<path d="M20 16 L18 4 C14 0 20 -4 25 -1 C28 -5 34 -5 36 -1 C42 -4 46 1 41 5 L40 16Z" transform="translate(0 3)" fill="#fbf9f4"/><path d="M20 16 H40 V20 H20Z" fill="#e2ddd2"/>"##.into(),
            Hat::Straw => r##"<path d="M10 18 C20 13 40 13 50 18 C40 21 20 21 10 18Z" fill="#d6b25e"/><path d="M20 16 C20 5 40 5 40 16Z" fill="#e2c274"/><path d="M20 13 H40 V16 H20Z" fill="#8a4a30"/>"##.into(),
            Hat::Helmet(c) => format!(
                r#"<path d="M15 18 C18 3 42 3 45 18Z" fill="{c}"/><path d="M13 17 H47 V20 H13Z" fill="{c}"/><path d="M28 6 H32 V18 H28Z" fill="rgb(255,255,255)" fill-opacity=".3"/>"#
            ),
            Hat::Cap(c) => format!(
                r##"<path d="M17 15 C17 6 43 6 43 15 L41 19 H19Z" fill="{c}"/><path d="M18 18 C24 22 36 22 42 18 V20.500 C36 24 24 24 18 20.500Z" fill="#14161c"/><circle cx="30" cy="13.500" r="2" fill="#e2c254"/>"##
            ),
            Hat::Pointed(c) => format!(
                r##"<path d="M12 18 C20 14 40 14 48 18 C40 21 20 21 12 18Z" fill="{c}"/><path d="M19 17 L34 0 L41 17Z" fill="{c}"/><path d="M19.500 14 H40 L41 17.500 H19Z" fill="#d9b64a"/>"##
            ),
            Hat::Crown => format!(
                r##"<path d="M19 24 C17 12 24 9 30 9 C36 9 43 12 41 24 C39 19 37 17 30 17 C23 17 21 19 19 24Z" fill="{hair}"/><path d="M19 14 L17 3 L24 8 L30 1 L36 8 L43 3 L41 14Z" fill="#e6bf45"/><circle cx="30" cy="10" r="1.600" fill="#b8322a"/>"##
            ),
            Hat::Visor => r##"<path d="M18 26 C16 8 24 4 30 4 C36 4 44 8 42 26 V34 C38 38 22 38 18 34Z" fill="#b6bcc5"/><path d="M20 21 H40 V26 H20Z" fill="#22262c"/><path d="M30 4 C34 -2 42 0 44 6 C38 5 34 6 31 8Z" fill="{c}"/><path d="M30 26 V37 M24 29 V34 M36 29 V34" stroke="#6f757e" stroke-width="1.200"/>"##.into(),
            Hat::Glass => r##"<circle cx="30" cy="23" r="17" fill="#eef1f3"/><ellipse cx="30" cy="24" rx="12" ry="10.500" fill="#2c3c55"/><path d="M21 20 C23 16 28 15 32 16 C28 18 24 20 22 25Z" fill="#9cc3e6"/>"##.into(),
            Hat::Tricorne => format!(
                r##"<path d="M19 24 C18 16 22 14 30 14 C38 14 42 16 41 24 L40 17 H20Z" fill="{hair}"/><path d="M10 14 C18 4 24 12 30 4 C36 12 42 4 50 14 C44 20 16 20 10 14Z" fill="#2b2622"/><path d="M12 15 C18 19 42 19 48 15" stroke="#d9b64a" stroke-width="1.200" fill="none"/>"##
            ),
        };
        out
    }
}
