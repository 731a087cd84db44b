//! Layer 7: from what a clause wants to a tool call.

mod again;
mod background;
mod first;
mod late;
mod moving;
mod style;

use domain::limits::PROMPT_CHARACTERS_MAX;

pub use late::hand_on;

use super::{
    clause::Clause,
    evidence::judge,
    intent::Want,
    lexicon::Concept,
    prompt::{Draft, imagined, shortened},
    scene::Scene,
    settings::{Setting, Value, capped, kind},
    text::Kind,
};
use crate::{
    parameters::Parameters,
    plan::{PlannedCall, Source},
    request::MediaKind,
    schema::{NAME_CHARACTERS_MAX, SPEECH_CHARACTERS_MAX},
    tool::Tool,
};

/// Why a clause cannot become a call: one question for the user.
pub type Question = &'static str;

/// Everything a call is made from.
pub struct Composer<'a> {
    /// The request's words.
    pub text: &'a str,
    /// The clause.
    pub clause: &'a Clause<'a>,
    /// The parameters found in it.
    pub settings: &'a [Setting],
}

impl Composer<'_> {
    /// Adds the calls of this clause to the scene: what the evidence says where the rules only assumed, if that can
    /// be done, and else what they assumed.
    ///
    /// # Errors
    /// Like [`Composer::compose`].
    pub fn decide(&self, ruled: Want, scene: &mut Scene<'_>) -> Result<(), Question> {
        let Some(want) = judge(self.clause, scene, self.settings, ruled) else {
            return self.compose(ruled, scene);
        };
        let before = scene.calls.len();
        self.compose(want, scene).or_else(|asked| {
            scene.calls.truncate(before);
            if want == Want::Nothing { Err(asked) } else { self.compose(ruled, scene) }
        })
    }

    /// Adds the calls of this clause to the scene.
    ///
    /// # Errors
    /// One question, where something is missing that nobody can guess.
    pub fn compose(&self, want: Want, scene: &mut Scene<'_>) -> Result<(), Question> {
        match want {
            Want::Picture => self.picture(scene),
            Want::Edit => self.edit(scene),
            Want::Combine => self.combine(scene),
            Want::Answer => self.answer(scene),
            Want::Video => self.video(scene),
            Want::Speech => self.speech(scene),
            Want::LipSync => self.lip_sync(scene),
            Want::BackgroundRemoval => self.on_pictures(scene, Tool::BackgroundRemove),
            Want::BackgroundReplacement => self.background(scene),
            Want::Upscale => self.on_pictures(scene, Tool::Upscale),
            Want::StyleTransfer => self.style(scene),
            Want::FaceRestoration => self.on_pictures(scene, Tool::FaceRestore),
            Want::Redo => self.redo(scene),
            Want::Settings => self.adjust(scene),
            Want::Chat => Err(
                "What would you like to make? Describe a picture, a video or a voice-over, or attach a file to change.",
            ),
            Want::Nothing => Err(self.what_is_missing(scene)),
        }
    }

    fn what_is_missing(&self, scene: &Scene<'_>) -> Question {
        if scene.any(MediaKind::Image) {
            "What should be changed in the picture?"
        } else if self.clause.find(Concept::It).is_some() || self.clause.lead(Concept::Edit).is_some() {
            "Which picture do you mean? Attach it, or describe what you would like to see."
        } else {
            "What should it show? Describe it in a few words."
        }
    }

    /// The parameters of `tool` that the clause names, and a draft without their words.
    fn settings_for(&self, tool: Tool, scene: &mut Scene<'_>) -> (Parameters, Draft<'_>) {
        let mut parameters = Parameters::default();
        let mut draft = Draft::new(self.text, self.clause);
        let is_speed = |setting: &Setting| kind(&setting.value) == "speed";
        let in_digits = |setting: &Setting| {
            self.clause.tokens[setting.from..setting.to].iter().any(|token| token.kind == Kind::Number)
        };
        // "Speed 1.5 … Slow down, you are in a 30 zone": next to a speed in digits, a word for one is only a word.
        let exact = self.settings.iter().any(|setting| is_speed(setting) && in_digits(setting));
        for setting in self.settings.iter().filter(|setting| tool.takes(kind(&setting.value))) {
            let vague = exact && is_speed(setting) && !in_digits(setting);
            if !vague && apply(&mut parameters, &setting.value, tool, scene) {
                draft.strike_setting(setting);
            }
        }
        (parameters, draft)
    }

    fn push(&self, scene: &mut Scene<'_>, tool: Tool, mut parameters: Parameters, inputs: Vec<Source>) {
        for (words, limit) in [
            (&mut parameters.prompt, PROMPT_CHARACTERS_MAX),
            (&mut parameters.question, PROMPT_CHARACTERS_MAX),
            (&mut parameters.text, SPEECH_CHARACTERS_MAX),
            (&mut parameters.background, NAME_CHARACTERS_MAX),
            (&mut parameters.style, NAME_CHARACTERS_MAX),
            (&mut parameters.voice, NAME_CHARACTERS_MAX),
        ] {
            if let Some(long) = words {
                let (short, cut) = shortened(long, limit);
                *long = short;
                if cut {
                    scene.note(format!(
                        "The words were longer than {limit} characters; the rest was left out."
                    ));
                }
            }
        }
        scene.calls.push(PlannedCall { tool, parameters, inputs });
    }

    fn picture(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let (mut parameters, mut draft) = self.settings_for(Tool::GeminiT2I, scene);
        draft.strike_command(Concept::Make).strike_noun(Concept::Picture);
        if self.clause.lead(Concept::Again).is_some() {
            draft.strike_command(Concept::Again);
        }
        let whole = self.text[self.clause.tokens[self.clause.start].start..].trim();
        parameters.prompt =
            draft.finish().or_else(|| Draft::new(self.text, self.clause).finish()).or(Some(whole.to_owned()));
        if let Some(imagined) = parameters.prompt.as_deref().and_then(imagined) {
            parameters.prompt = Some(imagined);
        }
        if let (Some(told), Some(prompt)) = (self.told_before(), &mut parameters.prompt) {
            *prompt = format!("{prompt} ({told})");
        }
        let speaks = self.speaker();
        if let Some((from, to)) = speaks {
            let mut described = Draft::new(self.text, self.clause);
            described.strike(Some((from, to))).strike_command(Concept::Make).strike_noun(Concept::Picture);
            parameters.prompt = described.finish().or(parameters.prompt);
        }
        self.push(scene, Tool::GeminiT2I, parameters, Vec::new());
        if let Some((_, to)) = speaks {
            let made = Source::Step(scene.calls.len() - 1);
            let text = Some(self.clause.tokens[to - 1].text.clone());
            self.push(scene, Tool::Lipsync, Parameters { text, ..Parameters::default() }, vec![made]);
        }
        Ok(())
    }

    /// `a nurse who says "…"`: somebody, and not something written on. From `who` to behind the words.
    fn speaker(&self) -> Option<(usize, usize)> {
        let tokens = &self.clause.tokens[..self.clause.end];
        let quote = (self.clause.start..tokens.len()).find(|&at| tokens[at].kind == Kind::Quote)?;
        let who = (self.clause.start..quote).rev().take(4).find(|&at| tokens[at].text == "who")?;
        self.clause.at(quote - 1, Concept::Talk)?;
        Some((who, quote + 1))
    }

    /// What a remark before tells of a picture that is to be made: "my dog is a corgi. Draw him on a beach".
    fn told_before(&self) -> Option<&str> {
        let clause = self.clause;
        let ones = clause.tokens[clause.start..clause.end].iter().any(|token| token.text == "ones");
        let told = clause.before < clause.start && (ones || clause.find(Concept::It).is_some());
        let words = &clause.tokens[clause.before..clause.start];
        let long = words.iter().filter(|token| token.kind == Kind::Word).count() >= 4;
        (told && long).then(|| {
            self.text[words[0].start..clause.tokens[clause.start].start]
                .trim()
                .trim_end_matches(|c: char| !c.is_alphanumeric())
        })
    }

    fn edit(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        // "Photo to video, make it rain": what happens in a video of which nothing else was said.
        let whole = Draft::new(self.text, self.clause).finish();
        if let Some(call) = scene.calls.last_mut().filter(|_| !self.clause.strong)
            && call.tool == Tool::ImageToVideo
            && call.parameters.prompt.is_none()
        {
            call.parameters.prompt = whole;
            return Ok(());
        }
        let source = scene.meant(self.clause, MediaKind::Image).ok_or_else(|| self.what_is_missing(scene))?;
        let (mut parameters, mut draft) = self.settings_for(Tool::GeminiI2I, scene);
        parameters.prompt = draft.finish().or(whole);
        self.push(scene, Tool::GeminiI2I, parameters, vec![source]);
        Ok(())
    }

    /// What stays as it is, in the words of the edit before; other tools change nothing else anyway.
    pub fn keep(&self, scene: &mut Scene<'_>) {
        // "Keep the seed at 77".
        if let Some(call) = scene.calls.last_mut() {
            for setting in self.settings {
                if let (Value::Seed(seed), true) = (&setting.value, call.tool.takes("seed")) {
                    call.parameters.seed.get_or_insert(*seed);
                }
            }
        }
        let said = Draft::new(self.text, self.clause).finish();
        if let (Some(call), Some(said)) = (scene.calls.last_mut(), said)
            && matches!(call.tool, Tool::GeminiI2I | Tool::GeminiT2I | Tool::RunwayGen4Image)
            && let Some(prompt) = &mut call.parameters.prompt
        {
            *prompt = shortened(&format!("{prompt}, {said}"), PROMPT_CHARACTERS_MAX).0;
        }
    }

    fn combine(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let mut inputs = scene.pictures();
        if scene.calls.is_empty() && scene.attached(MediaKind::Image).len() == 1 {
            let earlier = scene.meant_earlier(self.clause);
            inputs = scene.attached(MediaKind::Image);
            inputs.extend(earlier);
        }
        // "Put both of us into the castle hall from before".
        let attached = scene.attached(MediaKind::Image).len();
        if scene.calls.is_empty() && attached > 1 && self.clause.mentions(Concept::Earlier) {
            inputs.extend(scene.meant_earlier(self.clause));
        }
        if inputs.len() < 2
            && scene.any(MediaKind::Audio)
            && (!inputs.is_empty() || scene.any(MediaKind::Image))
        {
            // A picture and a recording, put together.
            return self.lip_sync(scene);
        }
        if inputs.len() < 2 {
            return Err("Which pictures should be combined? Attach at least two.");
        }
        if inputs.len() > 3 {
            inputs.truncate(3);
            scene.note("Only three pictures can be combined at once; the first three were taken.");
        }
        let (mut parameters, mut draft) = self.settings_for(Tool::RunwayGen4Image, scene);
        parameters.prompt = draft.finish().or_else(|| Draft::new(self.text, self.clause).finish());
        self.push(scene, Tool::RunwayGen4Image, parameters, inputs);
        Ok(())
    }

    fn answer(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let all = scene.attached(MediaKind::Image);
        let source =
            scene.meant(self.clause, MediaKind::Image).ok_or("Which picture do you mean? Attach it.")?;
        // "Which room looks smallest?" is about all of them.
        let compares = self.clause.tokens[self.clause.before..self.clause.end]
            .iter()
            .any(|token| COMPARING.contains(&token.text.as_str()));
        let several = all.len() > 1 && (compares || self.clause.find(Concept::Both).is_some());
        let inputs = if several { all.into_iter().take(4).collect() } else { vec![source] };
        let question = Draft::new(self.text, self.clause).finish();
        // "What is it, and is it safe?": two questions about one picture are one call.
        if let (Some(call), Some(question)) = (scene.calls.last_mut(), &question)
            && call.tool == Tool::QueryImage
            && call.inputs == inputs
            && let Some(asked) = &mut call.parameters.question
        {
            *asked = format!("{asked}; {question}");
            return Ok(());
        }
        let parameters = Parameters { question, ..Parameters::default() };
        self.push(scene, Tool::QueryImage, parameters, inputs);
        Ok(())
    }

    /// A tool that works on one picture, on each of several if the words say so.
    fn on_pictures(&self, scene: &mut Scene<'_>, tool: Tool) -> Result<(), Question> {
        let sources = scene.meant_each(self.clause, MediaKind::Image);
        let source = *sources.first().ok_or(match tool {
            Tool::BackgroundRemove => "Which picture should lose its background? Attach it.",
            Tool::Upscale => "Which picture should be enlarged? Attach it.",
            _ => "Which picture should be repaired? Attach it.",
        })?;
        let (parameters, _) = self.settings_for(tool, scene);
        if sources.len() > 1 {
            self.each(scene, tool, &parameters, &sources);
            return Ok(());
        }
        if scene.attached(MediaKind::Image).len() > 1 && matches!(source, Source::Attachment(_)) {
            scene.note("This works on one picture at a time; the others were not used.");
        }
        // "Just me, no wall behind", "clear and large": said twice, done once.
        let said = matches!(tool, Tool::BackgroundRemove | Tool::Upscale)
            && !self.clause.strong
            && scene.calls.last().is_some_and(|call| call.tool == tool && call.inputs == [source]);
        let said = said || {
            let repeated = scene.calls.last().is_some_and(|call| call.tool == tool);
            !self.clause.strong && repeated && source == Source::Step(scene.calls.len() - 1)
        };
        if !said {
            self.push(scene, tool, parameters, vec![source]);
        }
        Ok(())
    }

    /// The same call for each of several pictures, as many as a plan may have.
    fn each(&self, scene: &mut Scene<'_>, tool: Tool, parameters: &Parameters, sources: &[Source]) {
        for source in sources {
            self.push(scene, tool, parameters.clone(), vec![*source]);
        }
    }

    /// Parameters for the call before: "…, and make it 16:9".
    fn adjust(&self, scene: &mut Scene<'_>) -> Result<(), Question> {
        let Some(mut call) = scene.calls.pop() else { return Err(self.what_is_missing(scene)) };
        for setting in self.settings.iter().filter(|setting| call.tool.takes(kind(&setting.value))) {
            apply(&mut call.parameters, &setting.value, call.tool, scene);
        }
        scene.calls.push(call);
        Ok(())
    }
}

/// Words that ask about several pictures at once.
const COMPARING: &[&str] = &[
    "which",
    "compare",
    "difference",
    "differences",
    "differ",
    "between",
    "cual",
    "diferencia",
    "laquelle",
    "lequel",
    "welches",
    "welche",
    "unterschied",
    "qual",
    "diferenca",
    "quale",
    "differenza",
    "mana",
    "bedanya",
];

/// Sets a parameter; whether its words may leave the prompt.
fn apply(parameters: &mut Parameters, value: &Value, tool: Tool, scene: &mut Scene<'_>) -> bool {
    match value {
        Value::Aspect(ratio) => parameters.aspect_ratio = Some(*ratio),
        Value::NearestAspect(typed, nearest) => {
            parameters.aspect_ratio = Some(*nearest);
            scene.note(format!("{typed} is not offered; {} is the nearest shape.", nearest.id()));
        }
        Value::Quality(quality) => parameters.quality = Some(*quality),
        Value::Seed(seed) => parameters.seed = Some(*seed),
        Value::Strength(strength) => parameters.strength = Some(*strength),
        Value::Seconds(seconds) => {
            let (length, cut) = capped(*seconds);
            parameters.duration_seconds = Some(length);
            if cut {
                scene.note(format!("A video has at most {length} seconds; {seconds} were asked for."));
            }
        }
        Value::Motion(motion) => parameters.motion_strength = Some(*motion),
        Value::Speed(speed) => parameters.speed = Some(*speed),
        Value::Language(tag) => parameters.language = Some(tag.clone()),
        Value::Variant(variant) => parameters.variant = Some(*variant),
        Value::Factor(factor) => parameters.factor = Some(*factor),
        Value::Style(style) => parameters.style = Some(style.clone()),
        Value::OtherStyle(words) => {
            // A style no model lists stays in the words, except where the style is all that is asked for.
            if tool == Tool::StyleTransfer {
                parameters.style = Some(words.clone());
            }
            return tool == Tool::StyleTransfer;
        }
    }
    true
}
