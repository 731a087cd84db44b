//! Prints how many requests of the held-out set are right, by group, and nothing else of it: whoever works on the router
//! must not see which they are. A look is written into the decision record with its figure.

use agents::evaluation::{HELD_OUT, read, run, run_as_product};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cases = read(HELD_OUT)?;
    print!("{}", run(&cases).render_groups());
    let product = run_as_product(&cases).overall;
    println!(
        "with moderation in front: {} of {}, {:.1} %",
        product.right,
        product.all,
        100.0 * product.share()
    );
    Ok(())
}
