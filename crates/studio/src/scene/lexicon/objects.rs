//! Objects of a product shot.
//!
//! In a product shot these words mean the object; elsewhere a thing of the same name comes first.

use super::super::spec::Object;
use super::Meaning as M;

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (
        M::Object(Object::Bottle),
        "bottle bottles flask wine|wine bottle|water bottle|glass bottle|bottle of wine",
    ),
    (
        M::Object(Object::Flacon),
        "perfume fragrance cologne flacon|perfume bottle|bottle of perfume|eau de parfum",
    ),
    (
        M::Object(Object::Cup),
        "cup cups mug mugs teacup|coffee cup|tea cup|cup of coffee|cup of tea|coffee mug",
    ),
    (M::Object(Object::Bowl), "bowl bowls|ceramic bowl"),
    (M::Object(Object::Vase), "vase vases urn amphora pottery ceramic"),
    (
        M::Object(Object::Jar),
        "jar jars cosmetic cosmetics cream-jar honey jam|face cream|cosmetic jar|jar of honey|jar of jam",
    ),
    (M::Object(Object::Tube), "tube tubes lipstick|cosmetic tube|tube of cream|lip stick"),
    (M::Object(Object::Can), "soda|soda can|drinks can|tin can|beverage can"),
    (M::Object(Object::Carton), "box boxes carton package packaging parcel|gift box|cardboard box|shoe box"),
    (M::Object(Object::Sphere), "sphere spheres ball balls orb|glass ball|crystal ball"),
    (M::Object(Object::Candle), "candle candles|scented candle"),
    (M::Object(Object::Lamp), "lamp lamps lampshade|table lamp|desk lamp"),
];
