use agents::evaluation::{HELD_OUT, read, run};
fn main() {
    print!("{}", run(&read(HELD_OUT).unwrap()).render_groups());
}
