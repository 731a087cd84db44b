//! The five agents and the instructions each one works under.

use serde::{Deserialize, Serialize};

/// Who decides what is done (product reference §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Agent {
    /// Reads the request and routes it, or plans several steps.
    Producer,
    /// Still pictures: make, edit, combine, ask about, and the single-purpose picture tools.
    I2I,
    /// Moving pictures.
    I2V,
    /// Speech.
    Voiceover,
    /// A face that speaks.
    Lipsync,
}

impl Agent {
    /// Every agent, the Producer first.
    pub const ALL: [Agent; 5] = [Agent::Producer, Agent::I2I, Agent::I2V, Agent::Voiceover, Agent::Lipsync];

    /// The name used in rows, JSON and transcripts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Agent::Producer => "producer",
            Agent::I2I => "i2i",
            Agent::I2V => "i2v",
            Agent::Voiceover => "voiceover",
            Agent::Lipsync => "lipsync",
        }
    }

    /// The agent with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Agent> {
        Agent::ALL.into_iter().find(|agent| agent.id() == id)
    }

    /// The system prompt a language model works under when it plays this agent.
    #[must_use]
    pub fn prompt(self) -> &'static str {
        match self {
            Agent::Producer => include_str!("../prompts/producer.md"),
            Agent::I2I => include_str!("../prompts/i2i.md"),
            Agent::I2V => include_str!("../prompts/i2v.md"),
            Agent::Voiceover => include_str!("../prompts/voiceover.md"),
            Agent::Lipsync => include_str!("../prompts/lipsync.md"),
        }
    }
}
