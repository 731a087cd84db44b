//! Prints how many requests of the held-out set are right, by group, and nothing else of it: whoever works on the router
//! must not see which they are. A look is written into the decision record with its figure.

use agents::evaluation::{HELD_OUT, read, run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", run(&read(HELD_OUT)?).render_groups());
    Ok(())
}
