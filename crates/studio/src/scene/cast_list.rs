//! The subjects a prompt has named so far, and how they stand to each other.
//!
//! Words come one by one. A number, a size and a colour wait for the next thing. A relation word after a thing waits for
//! the thing it leads to; one before anything was named holds between the next two. Things joined by "and" or a comma
//! share what is said of the last of them: in "a cat and a dog under a tree" both are under it.

use super::subject::{COUNT_MAX, How, KINDS_MAX, Kind, Position, Relation, Size, Subject, Tint};

/// What the present clause is about so far.
#[derive(Clone, Copy, Default, PartialEq)]
enum Clause {
    #[default]
    Open,
    Subject,
    Land,
}

/// Subjects and relations as they are read.
#[derive(Default)]
pub struct CastList {
    /// Subjects in the order they were named.
    pub subjects: Vec<Subject>,
    /// Who stands how to whom.
    pub relations: Vec<Relation>,
    /// What cannot be followed, in sentences.
    pub warnings: Vec<String>,
    count: Option<u8>,
    tint: Option<Tint>,
    size: Option<Size>,
    position: Option<Position>,
    clause: Clause,
    /// Those who share the next relation.
    group: Vec<usize>,
    joining: bool,
    waiting: Option<How>,
    /// A relation that was said before its first thing, and then that thing.
    fronted: Option<(How, Option<usize>)>,
    /// Those who are between the last thing and the next.
    between: Vec<usize>,
    /// The object of the last relation.
    object: Option<usize>,
}

impl CastList {
    /// A number.
    pub fn count(&mut self, n: u8) {
        self.count = Some(n);
    }

    /// A colour for the next thing.
    pub fn tint(&mut self, tint: Tint) {
        self.tint = Some(tint);
    }

    /// The colour nothing has taken yet; asking takes it.
    pub fn take_tint(&mut self) -> Option<Tint> {
        self.tint.take()
    }

    /// A size for the next thing.
    pub fn size(&mut self, size: Size) {
        self.size = Some(size);
    }

    /// The next thing is far away.
    pub fn distant(&mut self) {
        self.position = Some(Position::Background);
    }

    /// A place in the picture: of the clause's thing, or of the next when none was named yet.
    pub fn place(&mut self, position: Position) {
        match (self.clause, self.group.is_empty()) {
            (Clause::Subject, false) => {
                for i in self.group.clone() {
                    // Who was given a place before keeps it: "a cat on the left and a dog on the right".
                    let s = &mut self.subjects[i];
                    s.position = s.position.or(Some(position));
                }
                self.waiting = None;
            }
            (Clause::Open, _) => self.position = Some(position),
            _ => {}
        }
    }

    /// A relation word.
    pub fn relate(&mut self, how: How) {
        if self.clause == Clause::Land {
            return;
        }
        if self.group.is_empty() || self.clause == Clause::Open && !self.joining {
            self.fronted = Some((how, None));
        } else {
            self.waiting = Some(how);
        }
        self.position = None;
    }

    /// "And": the next thing joins the last.
    pub fn and(&mut self) {
        self.joining = true;
        if self.between.is_empty() {
            self.waiting = None;
            self.clause = Clause::Open;
        }
    }

    /// A comma joins too; a stop does not.
    pub fn pause(&mut self, is_stop: bool) {
        self.and();
        self.fronted = self.fronted.filter(|f| f.1.is_some());
        if is_stop {
            self.joining = false;
            self.fronted = None;
            self.group.clear();
        }
        self.clause = Clause::Open;
        self.forget();
    }

    /// "It" after a relation word: the thing before the last.
    pub fn pronoun(&mut self) {
        let Some(how) = self.waiting.take() else { return };
        if let [.., before, last] = self.named()[..] {
            self.relation(last, how, before);
        }
    }

    /// Land, weather or anything else that is no thing: relation words that led here are answered.
    pub fn elsewhere(&mut self) {
        self.waiting = None;
        if self.clause == Clause::Open {
            self.clause = Clause::Land;
        }
        self.fronted = None;
        self.forget();
        self.tint = None;
    }

    /// What waits for the next thing waits no longer.
    pub fn forget(&mut self) {
        (self.count, self.size) = (None, None);
    }

    /// A thing, so many by the word itself.
    pub fn subject(&mut self, kind: Kind, said: u8) {
        let count = match (self.count.take(), said) {
            (Some(n), 1 | 3) if n > 1 || said == 1 => n,
            (_, n) => n,
        };
        if count > COUNT_MAX {
            let many = kind.plural();
            self.warnings.push(format!("{many}: {COUNT_MAX} are shown, more would not be told apart."));
        }
        let new = Subject {
            tint: self.tint.take(),
            size: self.size.take(),
            position: self.position.take(),
            ..Subject::new(kind, count)
        };
        let Some(index) = self.enter(new) else { return };
        self.connect(index);
        self.clause = Clause::Subject;
    }

    /// Adds the subject or finds it; nothing when there are too many.
    fn enter(&mut self, new: Subject) -> Option<usize> {
        let is_other = |s: &Subject| s.tint.is_some() && new.tint.is_some() && s.tint != new.tint;
        let stands_to_another = self.waiting.is_some();
        let known = self.subjects.iter().position(|s| s.kind == new.kind && !is_other(s));
        if let Some(i) = known.filter(|_| !stands_to_another) {
            let s = &mut self.subjects[i];
            s.count = s.count.max(new.count);
            s.tint = s.tint.or(new.tint);
            s.size = s.size.or(new.size);
            s.position = s.position.or(new.position);
            return Some(i);
        }
        if self.subjects.len() >= KINDS_MAX {
            let name = new.kind.label();
            self.warnings.push(format!("{name}: too many different things for one scene, left out."));
            return None;
        }
        self.subjects.push(new);
        Some(self.subjects.len() - 1)
    }

    /// Ties a thing that was just named to those before it.
    fn connect(&mut self, index: usize) {
        if let Some(how) = self.waiting.take() {
            for who in self.group.clone() {
                self.relation(who, how, index);
            }
            self.object = Some(index);
            self.joining = false;
            if how == How::Between {
                self.between = self.group.clone();
            } else if matches!(how, How::On | How::Inside | How::Behind | How::InFrontOf | How::Beside) {
                // "A cat on a horse by a house": the horse is by the house.
                self.group = vec![index];
            }
            return;
        }
        if !self.between.is_empty() {
            for who in std::mem::take(&mut self.between) {
                self.relation(who, How::Between, index);
            }
            return;
        }
        match self.fronted.take() {
            Some((how, None)) => {
                self.fronted = Some((how, Some(index)));
                self.group.clear();
                return;
            }
            Some((how, Some(host))) => self.relation(index, how, host),
            None => {}
        }
        // What follows the object of a relation with "and" stands for itself.
        if self.joining && self.object.is_none() {
            self.group.push(index);
        } else {
            self.group = vec![index];
        }
        self.object = None;
        self.joining = false;
    }

    fn relation(&mut self, who: usize, how: How, whom: usize) {
        let how = match how {
            How::Inside if self.is_worn(who, whom) => How::Holding,
            how => how,
        };
        let new = Relation { who: who as u8, how, whom: whom as u8 };
        if who != whom && !self.relations.contains(&new) {
            self.relations.push(new);
        }
    }

    fn is_worn(&self, who: usize, whom: usize) -> bool {
        let worn = matches!(self.subjects[whom].kind, Kind::Hat | Kind::Crown | Kind::Shoe);
        worn && self.subjects[who].kind.nature().human
    }

    /// Subjects by when they were named last: the object of the last relation counts.
    fn named(&self) -> Vec<usize> {
        (0..self.subjects.len()).collect()
    }
}
