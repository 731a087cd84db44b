use agents::evaluation::vocabulary::mended_text;
fn main() { for a in std::env::args().skip(1) { println!("{}", mended_text(&a)); } }
