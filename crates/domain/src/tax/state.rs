//! India's States and Union Territories with the codes that tax returns use.

/// A State or Union Territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Two digits; the first two of a GSTIN.
    pub code: &'static str,
    /// As it is written on an invoice.
    pub name: &'static str,
    /// A Union Territory without a legislature, where UTGST stands for SGST.
    pub is_territory: bool,
}

const fn state(code: &'static str, name: &'static str) -> State {
    State { code, name, is_territory: false }
}

const fn territory(code: &'static str, name: &'static str) -> State {
    State { code, name, is_territory: true }
}

/// All of them, by code (GST portal, State codes, read 2026-11; 25 and 28 are no longer given out).
pub const STATES: [State; 37] = [
    state("01", "Jammu and Kashmir"),
    state("02", "Himachal Pradesh"),
    state("03", "Punjab"),
    territory("04", "Chandigarh"),
    state("05", "Uttarakhand"),
    state("06", "Haryana"),
    state("07", "Delhi"),
    state("08", "Rajasthan"),
    state("09", "Uttar Pradesh"),
    state("10", "Bihar"),
    state("11", "Sikkim"),
    state("12", "Arunachal Pradesh"),
    state("13", "Nagaland"),
    state("14", "Manipur"),
    state("15", "Mizoram"),
    state("16", "Tripura"),
    state("17", "Meghalaya"),
    state("18", "Assam"),
    state("19", "West Bengal"),
    state("20", "Jharkhand"),
    state("21", "Odisha"),
    state("22", "Chhattisgarh"),
    state("23", "Madhya Pradesh"),
    state("24", "Gujarat"),
    territory("26", "Dadra and Nagar Haveli and Daman and Diu"),
    state("27", "Maharashtra"),
    state("29", "Karnataka"),
    state("30", "Goa"),
    territory("31", "Lakshadweep"),
    state("32", "Kerala"),
    state("33", "Tamil Nadu"),
    state("34", "Puducherry"),
    territory("35", "Andaman and Nicobar Islands"),
    state("36", "Telangana"),
    state("37", "Andhra Pradesh"),
    territory("38", "Ladakh"),
    state("97", "Other Territory"),
];

impl State {
    /// The one with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<State> {
        STATES.into_iter().find(|state| state.code == code)
    }
}
