//! A face from the front as SVG: one head, many parts.
//!
//! The box is 200 by 200 units, the face's middle at (100, 92); light comes from the upper left, and every surface has a
//! lit and a shaded side with a soft edge. What was not said of the face is chosen by the seed.

use super::{Cut, Glasses, Hair, Headwear, Portrait, Sitter, Skin};
use crate::scene::noise::Dice;
use crate::scene::subject::Tint;
use crate::scene::subjects::tinting::hex;

/// Side of the box.
pub const SIDE: f32 = 200.0;

/// Colours of a surface: lit, usual, shaded.
type Tones = [&'static str; 3];

fn skin_tones(skin: Skin) -> Tones {
    match skin {
        Skin::Pale => ["#fbe6d8", "#f0cdb8", "#cf9c86"],
        Skin::Light => ["#f6d5ba", "#e5b594", "#bd8263"],
        Skin::Tan => ["#e6b78d", "#cf9868", "#a06a42"],
        Skin::Brown => ["#c48d63", "#a66d45", "#78472a"],
        Skin::Dark => ["#8f5f43", "#70452e", "#472818"],
    }
}

fn hair_tones(hair: Hair) -> Tones {
    match hair {
        Hair::Black => ["#4a4248", "#2a2529", "#131114"],
        Hair::Brown => ["#8a5a38", "#5f3b23", "#382113"],
        Hair::Blond => ["#f0d58c", "#d2ac58", "#96742f"],
        Hair::Red => ["#e08244", "#b4521f", "#76300f"],
        Hair::Grey => ["#c4c4c6", "#96979b", "#636469"],
        Hair::White => ["#fafafa", "#dcdcdd", "#a6a7ab"],
        Hair::Blue => ["#6f9fd8", "#3a68a8", "#234270"],
        Hair::Pink => ["#f3a8c4", "#d9708f", "#9c4262"],
        Hair::Green => ["#84b884", "#4b8a52", "#2b5a36"],
        Hair::Purple => ["#a584cc", "#74509c", "#472f68"],
    }
}

/// Everything the parts are drawn with.
struct Look {
    skin: Tones,
    hair: Tones,
    cut: Cut,
    eyes: &'static str,
    cloth: (&'static str, &'static str),
    woman: bool,
    child: bool,
    /// Half the width of the jaw.
    jaw: f32,
    brow: f32,
}

impl Look {
    fn of(p: &Portrait, dice: &mut Dice) -> Look {
        fn pick<T: Copy>(dice: &mut Dice, of: &[T]) -> T {
            of[(dice.unit() * of.len() as f32 * 0.999) as usize]
        }
        let woman = match p.sitter {
            Sitter::Woman | Sitter::Girl => true,
            Sitter::Man | Sitter::Boy => false,
            Sitter::Person => !p.beard && !p.moustache && dice.chance(0.5),
        };
        let child = matches!(p.sitter, Sitter::Boy | Sitter::Girl);
        let is_fair = matches!(p.hair, Some(Hair::Blond | Hair::Red))
            || p.freckles
            || matches!(p.eyes, Some(Tint::Blue | Tint::Green | Tint::Grey));
        let skins: &[Skin] = if is_fair {
            &[Skin::Pale, Skin::Light]
        } else {
            &[Skin::Pale, Skin::Light, Skin::Light, Skin::Tan, Skin::Brown, Skin::Dark]
        };
        let skin = p.skin.unwrap_or_else(|| pick(dice, skins));
        let usual: &[Hair] = match (p.old, skin) {
            (true, _) => &[Hair::Grey, Hair::White],
            (_, Skin::Pale | Skin::Light) => &[Hair::Black, Hair::Brown, Hair::Brown, Hair::Blond, Hair::Red],
            _ => &[Hair::Black, Hair::Black, Hair::Brown],
        };
        let hair = p.hair.unwrap_or_else(|| pick(dice, usual));
        let cuts: &[Cut] = if woman {
            &[Cut::Long, Cut::Long, Cut::Bun, Cut::Curly]
        } else {
            &[Cut::Short, Cut::Short, Cut::Curly]
        };
        let cut = p.cut.unwrap_or_else(|| pick(dice, cuts));
        let eyes = match p.eyes {
            Some(Tint::Blue) => "#4a7fb0",
            Some(Tint::Green) => "#5d8a52",
            Some(Tint::Grey) => "#7d8a94",
            Some(Tint::Black) => "#241a16",
            Some(t) if t != Tint::Brown => hex(t).0,
            Some(_) => "#6b4426",
            None => pick(
                dice,
                if matches!(skin, Skin::Pale | Skin::Light) {
                    &["#5b4028", "#4a7fa6", "#5d7f52"]
                } else {
                    &["#4a2f1c", "#38220f", "#5b4028"]
                },
            ),
        };
        let clothes = p.clothes.unwrap_or_else(|| {
            pick(dice, &[Tint::Blue, Tint::Green, Tint::Red, Tint::Purple, Tint::Grey, Tint::Orange])
        });
        let jaw = if woman { 31.0 } else { 35.0 } + dice.range(-1.5, 2.0) + if child { 1.0 } else { 0.0 };
        let brow = if woman { 2.3 } else { 3.3 };
        Look {
            skin: skin_tones(skin),
            hair: hair_tones(hair),
            cut,
            eyes,
            cloth: hex(clothes),
            woman,
            child,
            jaw,
            brow,
        }
    }
}

/// The SVG body of a portrait.
pub fn svg(p: &Portrait, seed: u64) -> String {
    let look = Look::of(p, &mut Dice::new(seed, 97));
    let mut out = defs(&look);
    out += &hair_behind(&look, p);
    out += &body(&look, p);
    out += &head(&look);
    out += &features(&look, p);
    out += &beard(&look, p);
    out += &hair_before(&look, p);
    out += &worn(&look, p);
    out
}

fn defs(look: &Look) -> String {
    let [lit, usual, shade] = look.skin;
    let [hl, hu, hs] = look.hair;
    let (c, d) = look.cloth;
    format!(
        r##"<defs><radialGradient id="skin" gradientUnits="userSpaceOnUse" cx="84" cy="76" r="64"><stop offset="0" stop-color="{lit}"/><stop offset=".55" stop-color="{usual}"/><stop offset="1" stop-color="{shade}"/></radialGradient><linearGradient id="neck" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{shade}"/><stop offset="1" stop-color="{usual}"/></linearGradient><linearGradient id="hair" gradientUnits="userSpaceOnUse" x1="60" y1="20" x2="140" y2="130"><stop offset="0" stop-color="{hl}"/><stop offset=".4" stop-color="{hu}"/><stop offset="1" stop-color="{hs}"/></linearGradient><linearGradient id="cloth" gradientUnits="userSpaceOnUse" x1="40" y1="150" x2="165" y2="200"><stop offset="0" stop-color="{c}"/><stop offset="1" stop-color="{d}"/></linearGradient><filter id="s2" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="2"/></filter><filter id="s5" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="5"/></filter><filter id="s1" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation=".8"/></filter></defs>"##
    )
}

fn hair_behind(look: &Look, p: &Portrait) -> String {
    let covered = matches!(p.headwear, Some(Headwear::Turban | Headwear::Headscarf));
    match look.cut {
        _ if covered => String::new(),
        Cut::Long => r##"<path d="M100 26 C58 24 50 62 53 96 C55 128 44 150 52 166 C68 176 132 176 148 166 C156 150 145 128 147 96 C150 62 142 24 100 26Z" fill="url(#hair)"/><path d="M60 150 C64 168 136 168 140 150 L140 110 H60Z" fill="rgb(0,0,0)" fill-opacity=".25" filter="url(#s5)"/>"##.into(),
        Cut::Curly => {
            let curls: String = (0..15)
                .map(|i| {
                    let a = 2.55 + i as f32 * 0.424 * 0.97;
                    let (x, y) = (100.0 + 47.0 * a.cos(), 76.0 + 50.0 * a.sin().min(0.72));
                    format!(r##"<circle cx="{x:.1}" cy="{y:.1}" r="15" fill="url(#hair)"/>"##)
                })
                .collect();
            format!(r##"<ellipse cx="100" cy="74" rx="49" ry="50" fill="url(#hair)"/>{curls}"##)
        }
        Cut::Bun => r##"<circle cx="100" cy="24" r="16" fill="url(#hair)"/><path d="M90 16 C98 12 108 14 112 22" stroke="rgb(255,255,255)" stroke-opacity=".18" stroke-width="2" fill="none"/><ellipse cx="100" cy="72" rx="44" ry="44" fill="url(#hair)"/>"##.into(),
        Cut::Short => r##"<path d="M100 32 C66 32 56 58 60 92 H140 C144 58 134 32 100 32Z" fill="url(#hair)"/>"##.into(),
        Cut::Bald => String::new(),
    }
}

fn body(look: &Look, p: &Portrait) -> String {
    let shade = look.skin[2];
    let (c, d) = look.cloth;
    let wide = if look.woman { 0.0 } else { 8.0 };
    let collar = if look.woman || p.clothes.is_none() && look.child {
        format!(r##"<path d="M74 160 C82 178 118 178 126 160 C124 182 76 182 74 160Z" fill="{d}"/>"##)
    } else {
        format!(
            r##"<path d="M78 158 L100 184 L122 158 L130 166 L108 194 L100 186 L92 194 L70 166Z" fill="{c}"/><path d="M92 194 L100 186 L108 194" stroke="{d}" stroke-width="1.500" fill="none"/>"##
        )
    };
    format!(
        r##"<path d="M82 126 L81 158 C84 174 116 174 119 158 L118 126Z" fill="url(#neck)"/><path d="M80 132 C90 152 110 152 120 132 L120 142 C112 160 92 160 80 144Z" fill="{shade}" fill-opacity=".75" filter="url(#s2)"/><path d="M{l} 202 C{a} 176 54 168 76 158 C84 176 116 176 124 158 C146 168 {b} 176 {r} 202Z" fill="url(#cloth)"/>{collar}"##,
        l = 22.0 - wide,
        a = 24.0 - wide,
        b = 176.0 + wide,
        r = 178.0 + wide,
    )
}

fn head(look: &Look) -> String {
    let [_, usual, shade] = look.skin;
    let j = look.jaw;
    let chin = if look.child { 134.0 } else { 139.0 };
    let outline = format!(
        "M100 40 C124 40 139 58 139 84 C139 {y1} {r} {y2} {r2} {y3} C112 {chin} 106 {c1} 100 {c1} C94 {c1} 88 {chin} {l2} {y3} C{l} {y2} 61 {y1} 61 84 C61 58 76 40 100 40Z",
        y1 = 106.0,
        r = 100.0 + j + 2.0,
        y2 = 121.0,
        r2 = 100.0 + j * 0.62,
        y3 = chin - 7.0,
        c1 = chin + 2.5,
        l2 = 100.0 - j * 0.62,
        l = 100.0 - j - 2.0,
    );
    format!(
        r##"<ellipse cx="60" cy="95" rx="6.500" ry="11" fill="{usual}"/><ellipse cx="140" cy="95" rx="6.500" ry="11" fill="{shade}"/><path d="M58 90 C62 92 62 98 60 101" stroke="{shade}" stroke-width="1.600" fill="none"/><path d="{outline}" fill="url(#skin)"/><clipPath id="face"><path d="{outline}"/></clipPath><g clip-path="url(#face)"><path d="M128 50 C132 80 130 116 108 144 H150 V50Z" fill="{shade}" fill-opacity=".42" filter="url(#s5)"/><ellipse cx="78" cy="108" rx="11" ry="8" fill="#d4574a" fill-opacity=".20" filter="url(#s5)"/><ellipse cx="122" cy="108" rx="11" ry="8" fill="#d4574a" fill-opacity=".20" filter="url(#s5)"/><ellipse cx="92" cy="56" rx="17" ry="9" fill="#fff" fill-opacity=".16" filter="url(#s5)"/><path d="M60 44 H140 V56 C122 48 78 48 60 60Z" fill="{shade}" fill-opacity=".55" filter="url(#s5)"/></g>"##
    )
}

fn features(look: &Look, p: &Portrait) -> String {
    let [lit, usual, shade] = look.skin;
    let [_, hair, dark] = look.hair;
    let mut out = String::new();
    for (x, side) in [(82.0_f32, -1.0_f32), (118.0, 1.0)] {
        out += &eye(look, x, side, p.smiling);
        let brow_hair = if p.old { hair } else { dark };
        out += &format!(
            r##"<path d="M{a} 79.500 C{b} 74 {c} 73.500 {d} 77" stroke="{brow_hair}" stroke-width="{w}" stroke-linecap="round" fill="none"/>"##,
            a = x - side * 8.5,
            b = x - side * 3.0,
            c = x + side * 4.5,
            d = x + side * 10.0,
            w = look.brow,
        );
    }
    out += &format!(
        r##"<path d="M95 86 C93 98 91 106 89 110 C93 116 107 116 111 110 C109 106 107 98 105 86Z" fill="{shade}" fill-opacity=".22" filter="url(#s2)"/><path d="M97 84 C96 96 96 104 97 110 C99 112 102 112 103 110 C103 104 103 96 102 84Z" fill="{lit}" fill-opacity=".65" filter="url(#s2)"/><path d="M104 86 C107 98 110 105 111 110 C109 114 106 113 104 112Z" fill="{shade}" fill-opacity=".45" filter="url(#s1)"/><ellipse cx="95" cy="111.500" rx="2.600" ry="1.400" fill="{shade}" fill-opacity=".95"/><ellipse cx="105" cy="111.500" rx="2.600" ry="1.400" fill="{shade}" fill-opacity=".95"/><path d="M90 112 C93 115.500 97 114.500 100 115.500 C103 114.500 107 115.500 110 112" stroke="{shade}" stroke-width="1.200" fill="none" stroke-opacity=".8"/><circle cx="98" cy="107" r="2" fill="#fff" fill-opacity=".35" filter="url(#s1)"/>"##
    );
    out += &mouth(look, p);
    if p.freckles {
        for (x, y) in [
            (74, 103),
            (79, 106),
            (84, 103),
            (77, 110),
            (88, 107),
            (113, 107),
            (117, 103),
            (121, 106),
            (126, 103),
            (123, 110),
            (97, 101),
            (104, 102),
        ] {
            out += &format!(r##"<circle cx="{x}" cy="{y}" r=".9" fill="{shade}" fill-opacity=".75"/>"##);
        }
    }
    if p.old {
        out += &format!(
            r##"<g stroke="{shade}" stroke-width="1" fill="none" stroke-opacity=".8"><path d="M80 62 C92 59 108 59 120 62 M84 67 C94 65 106 65 116 67 M72 95 C77 99 84 99.500 89 97 M111 97 C116 99.500 123 99 128 95 M66 86 L62.500 83.500 M66 90 L62 90 M134 86 L137.500 83.500 M134 90 L138 90"/><path d="M87 112 C83 117 82 122 83 127 M113 112 C117 117 118 122 117 127" stroke-width="1.400"/></g>"##
        );
    }
    if p.earrings {
        out += r##"<circle cx="60" cy="109" r="2.800" fill="#e6bf45"/><circle cx="140" cy="109" r="2.800" fill="#c79a2c"/><circle cx="59.300" cy="108.300" r=".9" fill="#fff7d8"/>"##;
    }
    let _ = usual;
    out
}

fn eye(look: &Look, x: f32, side: f32, smiling: bool) -> String {
    let [_, _, shade] = look.skin;
    let low = if smiling { 92.6 } else { 93.6 };
    let tall = if look.child { 6.4 } else { 5.6 };
    let (inner, outer) = (x - side * 8.6, x + side * 9.2);
    let top = 88.5 - tall;
    let lids = format!(
        "M{inner} 90 C{a} {top} {b} {top} {outer} 88.500 C{b} {low} {a} {bottom} {inner} 90Z",
        a = x - side * 3.5,
        b = x + side * 4.5,
        bottom = low + 1.2
    );
    let lash = if look.woman { 2.4 } else { 1.7 };
    let id = if side < 0.0 { "el" } else { "er" };
    let mut out = format!(
        r##"<ellipse cx="{x}" cy="88" rx="13" ry="8" fill="{shade}" fill-opacity=".30" filter="url(#s2)"/><path d="{lids}" fill="#f7f4f0"/><clipPath id="{id}"><path d="{lids}"/></clipPath><g clip-path="url(#{id})"><circle cx="{x}" cy="88.300" r="5.300" fill="{iris}"/><circle cx="{x}" cy="88.300" r="5.300" fill="none" stroke="#1d1512" stroke-opacity=".55" stroke-width="1"/><circle cx="{x}" cy="88.300" r="2.500" fill="#120d0b"/><path d="M{l} 80 H{r} V85.500 H{l}Z" fill="#3a2a24" fill-opacity=".28" filter="url(#s1)"/></g><circle cx="{gx}" cy="86.300" r="1.350" fill="#fff"/><path d="M{inner} 90 C{a} {top} {b} {top} {outer} 88.500" stroke="#2a1d18" stroke-width="{lash}" stroke-linecap="round" fill="none"/><path d="M{inner} 86.500 C{a} {fold} {b} {fold} {outer} 85" stroke="{shade}" stroke-width="1.200" fill="none" stroke-opacity=".8"/><path d="M{inner} 90 C{a} {bottom} {b} {low} {outer} 88.500" stroke="{shade}" stroke-width="1" fill="none"/>"##,
        iris = look.eyes,
        l = x - 12.0,
        r = x + 12.0,
        gx = x - 1.6,
        a = x - side * 3.5,
        b = x + side * 4.5,
        fold = top - 2.6,
        bottom = low + 1.2,
    );
    if look.woman && !look.child {
        out += &format!(
            r##"<path d="M{outer} 88.500 L{tip} 86" stroke="#2a1d18" stroke-width="1.600" stroke-linecap="round"/>"##,
            tip = outer + side * 2.6
        );
    }
    out
}

fn mouth(look: &Look, p: &Portrait) -> String {
    let (upper, lower) =
        if look.woman && !look.child { ("#b24a4f", "#cf6e6e") } else { ("#a8605a", "#c07c72") };
    let dim = look.skin[2];
    let (corner, wide) = if p.smiling { (121.6, 15.5) } else { (123.7, 12.8) };
    let (l, r) = (100.0 - wide, 100.0 + wide);
    let teeth = if p.smiling {
        format!(
            r##"<path d="M{l} {corner} C94 125.500 106 125.500 {r} {corner} C108 131 92 131 {l} {corner}Z" fill="#5a2626"/><path d="M{a} {y} C95 125.800 105 125.800 {b} {y} C106 128.600 94 128.600 {a} {y}Z" fill="#fbf8f4"/>"##,
            a = l + 2.5,
            b = r - 2.5,
            y = corner + 0.9
        )
    } else {
        String::new()
    };
    let line = if p.smiling { 127.5 } else { 126.0 };
    format!(
        r##"<path d="M{l} {corner} C90 121 96 119.500 98 120.500 C99.500 121.300 100.500 121.300 102 120.500 C104 119.500 110 121 {r} {corner} C106 {line} 94 {line} {l} {corner}Z" fill="{upper}"/><path d="M{l} {corner} C93 {under} 107 {under} {r} {corner} C109 {low} 91 {low} {l} {corner}Z" fill="{lower}"/>{teeth}<path d="M{l} {corner} C94 {line} 106 {line} {r} {corner}" stroke="#5c2a28" stroke-width="1" stroke-opacity="{seam}" fill="none"/><ellipse cx="98" cy="128.500" rx="5" ry="1.300" fill="#fff" fill-opacity=".25" filter="url(#s1)"/><ellipse cx="100" cy="134.500" rx="8" ry="1.600" fill="{dim}" fill-opacity=".5" filter="url(#s1)"/>"##,
        // Between open lips there are teeth and no seam.
        seam = if p.smiling { 0 } else { 1 },
        under = if p.smiling { 131.0 } else { 127.0 },
        low = if p.smiling { 136.5 } else { 133.0 },
    )
}

fn beard(look: &Look, p: &Portrait) -> String {
    let mut out = String::new();
    let dark = look.hair[2];
    if p.beard {
        out += &format!(
            r##"<path d="M61 92 C62 116 66 134 80 145 C92 153 108 153 120 145 C134 134 138 116 139 92 C136 104 130 112 122 115 C116 112.500 108 115.500 100 117 C92 115.500 84 112.500 78 115 C70 112 64 104 61 92Z M86 123 C92 119.500 108 119.500 114 123 C113 134 106 136.500 100 136.500 C94 136.500 87 134 86 123Z" fill="url(#hair)" fill-rule="evenodd"/><path d="M124 118 C126 132 116 146 100 149 C116 149 134 138 138 104 C135 112 130 116 124 118Z" fill="{dark}" fill-opacity=".45" filter="url(#s2)"/><g stroke="{dark}" stroke-opacity=".35" stroke-width=".9" fill="none"><path d="M72 122 C76 134 82 141 88 145 M100 138 V150 M112 139 C112 144 110 148 108 150 M88 138 C89 143 91 147 93 149 M128 122 C125 134 119 140 113 145"/></g>"##
        );
    }
    if p.moustache || p.beard {
        out += r##"<path d="M100 116.500 C95 114 86 115.500 81 122.500 C88 121.500 95 122 100 119.800 C105 122 112 121.500 119 122.500 C114 115.500 105 114 100 116.500Z" fill="url(#hair)"/>"##;
    }
    out
}

fn hair_before(look: &Look, p: &Portrait) -> String {
    if matches!(p.headwear, Some(Headwear::Turban | Headwear::Headscarf | Headwear::Beanie)) {
        return String::new();
    }
    let shine = r##"<path d="M70 52 C78 42 92 37 104 38 C92 42 82 48 76 58Z" fill="#fff" fill-opacity=".16" filter="url(#s2)"/>"##;
    let top = match look.cut {
        Cut::Bald if p.old || p.beard => {
            r##"<path d="M61 84 C58 92 60 96 62 98 L63 82Z M139 84 C142 92 140 96 138 98 L137 82Z" fill="url(#hair)"/><ellipse cx="90" cy="48" rx="14" ry="6" fill="#fff" fill-opacity=".22" filter="url(#s2)"/>"##
        }
        Cut::Bald => {
            r##"<ellipse cx="90" cy="48" rx="14" ry="6" fill="#fff" fill-opacity=".25" filter="url(#s2)"/>"##
        }
        Cut::Long => {
            r##"<path d="M100 28 C60 26 52 64 56 106 C60 100 62 92 63 82 C68 70 80 62 94 50 C108 64 130 68 137 82 C138 92 140 100 144 106 C148 64 140 26 100 28Z" fill="url(#hair)"/><path d="M94 50 C84 58 72 66 66 78 M98 50 C112 62 126 66 134 78" stroke="rgb(0,0,0)" stroke-opacity=".16" stroke-width="1.400" fill="none"/>"##
        }
        Cut::Curly => {
            r##"<path d="M58 78 C56 44 78 30 100 30 C122 30 144 44 142 78 C138 68 132 64 128 60 C122 64 116 58 112 55 C106 60 98 58 94 54 C88 60 80 58 76 62 C70 64 62 70 58 78Z" fill="url(#hair)"/><circle cx="72" cy="58" r="9" fill="url(#hair)"/><circle cx="128" cy="58" r="9" fill="url(#hair)"/><circle cx="86" cy="50" r="10" fill="url(#hair)"/><circle cx="114" cy="50" r="10" fill="url(#hair)"/><circle cx="100" cy="48" r="10" fill="url(#hair)"/>"##
        }
        Cut::Bun => {
            r##"<path d="M59 92 C54 52 74 30 100 30 C126 30 146 52 141 92 C140 76 134 62 118 52 C106 48 94 48 82 52 C66 62 60 76 59 92Z" fill="url(#hair)"/>"##
        }
        Cut::Short => {
            r##"<path d="M60 88 C52 50 74 30 102 31 C130 30 148 52 140 88 C138 76 136 70 132 64 C120 62 108 60 96 52 C90 60 76 62 67 66 C63 72 61 80 60 88Z" fill="url(#hair)"/><path d="M96 52 C104 46 118 46 128 52" stroke="rgb(0,0,0)" stroke-opacity=".18" stroke-width="1.400" fill="none"/>"##
        }
    };
    if look.cut == Cut::Bald { top.to_owned() } else { format!("{top}{shine}") }
}

fn worn(look: &Look, p: &Portrait) -> String {
    let mut out = String::new();
    let (c, d) = look.cloth;
    match p.glasses {
        Some(Glasses::Clear) => {
            out += r##"<g fill="#cfe0ea" fill-opacity=".14" stroke="#2b2a30" stroke-width="2.200"><rect x="69" y="79.500" width="25" height="19" rx="8"/><rect x="106" y="79.500" width="25" height="19" rx="8"/></g><path d="M94 87 C97 84.500 103 84.500 106 87 M69 86 L60 88 M131 86 L140 88" stroke="#2b2a30" stroke-width="2" fill="none"/><path d="M73 83 L79 82 L74 92Z M110 83 L116 82 L111 92Z" fill="#fff" fill-opacity=".35"/>"##;
        }
        Some(Glasses::Dark) => {
            out += r##"<path d="M67 80 H95 C96 92 92 99 81 99 C71 99 67 91 67 80Z M105 80 H133 C133 91 129 99 119 99 C108 99 104 92 105 80Z" fill="#1f2024"/><path d="M94 83 C97 80.500 103 80.500 106 83 M67 83 L60 87 M133 83 L140 87" stroke="#1f2024" stroke-width="2.400" fill="none"/><path d="M72 83 H82 L75 93Z M110 83 H120 L113 93Z" fill="#fff" fill-opacity=".22"/>"##;
        }
        None => {}
    }
    out += &match p.headwear {
        Some(Headwear::Hat) => format!(r##"<path d="M34 62 C54 46 146 46 166 62 C150 72 50 72 34 62Z" fill="{d}"/><path d="M62 56 C60 20 78 12 100 17 C122 12 140 20 138 56 C122 62 78 62 62 56Z" fill="url(#cloth)"/><path d="M61.500 48 C80 55 120 55 138.500 48 L138 57 C120 63 80 63 62 57Z" fill="#26211f"/>"##),
        Some(Headwear::Cap) => format!(r##"<path d="M57 66 C55 30 78 22 100 22 C122 22 145 30 143 66 C124 56 76 56 57 66Z" fill="{c}"/><path d="M54 68 C72 54 128 54 146 68 C130 74 120 64 100 64 C80 64 70 74 54 68Z" fill="{d}"/><circle cx="100" cy="23" r="3" fill="{d}"/>"##),
        Some(Headwear::Beanie) => format!(r##"<circle cx="100" cy="14" r="9" fill="{c}"/><path d="M56 68 C54 30 76 18 100 18 C124 18 146 30 144 68Z" fill="{c}"/><path d="M54 58 C72 50 128 50 146 58 V73 C128 64 72 64 54 73Z" fill="{d}"/>"##),
        Some(Headwear::Crown) => r##"<path d="M60 54 L54 18 L76 36 L100 10 L124 36 L146 18 L140 54 C120 46 80 46 60 54Z" fill="#e8c04a"/><path d="M60 54 C80 46 120 46 140 54 L139 60 C120 52 80 52 61 60Z" fill="#b98a24"/><circle cx="100" cy="38" r="4.500" fill="#b8322a"/><circle cx="76" cy="44" r="3" fill="#3f6fb0"/><circle cx="124" cy="44" r="3" fill="#3f6fb0"/><path d="M64 48 L60 26 L74 40" fill="#fff" fill-opacity=".25"/>"##.into(),
        Some(Headwear::Turban) => format!(r##"<path d="M56 72 C46 36 70 12 102 14 C134 14 154 38 144 72 C134 56 118 48 100 46 C82 48 66 56 56 72Z" fill="{c}"/><path d="M60 66 C72 42 108 30 142 58 M56 54 C74 30 112 20 146 48 M64 36 C86 18 118 16 136 32 M140 66 C128 44 108 36 96 36" stroke="{d}" stroke-width="2.600" fill="none"/><path d="M94 46 L100 34 L106 46Z" fill="{d}"/>"##),
        Some(Headwear::Headscarf) => format!(r##"<path d="M100 24 C54 24 46 66 50 104 C52 138 40 158 30 176 C60 196 140 196 170 176 C160 158 148 138 150 104 C154 66 146 24 100 24Z M100 46 C122 46 137 62 137 86 C137 118 118 146 100 146 C82 146 63 118 63 86 C63 62 78 46 100 46Z" fill="{c}" fill-rule="evenodd"/><path d="M64 130 C84 164 118 164 138 128 M56 150 C84 184 120 182 146 152" stroke="{d}" stroke-width="2.400" fill="none"/>"##),
        None => String::new(),
    };
    out
}
