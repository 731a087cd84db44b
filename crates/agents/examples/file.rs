use agents::evaluation::{read, run};
fn main() { let t = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap(); let r = run(&read(&t).unwrap()); print!("{}", if std::env::args().nth(2).is_some() { r.render() } else { r.render_groups() }); }
