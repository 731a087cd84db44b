//! The identity of a request, as it is kept with its run and looked up: the rules are in
//! `domain::generation::identity`, here they meet the plan and the files.

use std::collections::HashMap;

use domain::{
    catalog::{Operation, WORKFLOW_PROVIDER},
    generation::{
        identity::{AskedSeed, IdentityStep, MadeSeed, WorksOn, describe},
        request::RunRequest,
    },
    id::{AssetId, WorkspaceId},
};
use sha2::{Digest, Sha256};

use crate::{
    generation::StepSource,
    media,
    planning::PlannedStep,
    platform::{
        db::{DbError, Reader},
        hex,
    },
    quote::Checked,
};

/// What names a request, and with its seed the results it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::generation) struct Identity {
    /// SHA-256 of the description, in hexadecimal digits.
    pub digest: String,
    /// The seed that was given, or that chance is to choose one.
    pub seed: AskedSeed,
}

/// The identity of a run that makes something itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::generation) struct MadeIdentity {
    /// See [`Identity::digest`].
    pub digest: String,
    /// What it is made with.
    pub seed: MadeSeed,
}

impl Identity {
    /// Whether the plan works on files that were there before, so that [`Identity::hashes`] has to be asked.
    pub(in crate::generation) fn has_files(checked: &Checked) -> bool {
        files(checked).next().is_some()
    }

    /// The hashes of the files that the plan works on; one look-up by key for each of them.
    pub(in crate::generation) fn hashes(
        reader: &Reader<'_>,
        workspace: WorkspaceId,
        checked: &Checked,
    ) -> Result<HashMap<AssetId, String>, DbError> {
        let mut hashes = HashMap::new();
        for id in files(checked) {
            if let Some(hash) = media::content_hash(reader, id, workspace)? {
                hashes.insert(id, hash);
            }
        }
        Ok(hashes)
    }

    /// The identity of this plan for this flow. None for the work of a workflow, of which nobody here knows what
    /// it does beside making files, and where the hash of a file is not among `hashes`.
    pub(in crate::generation) fn of(
        flow_id: &str,
        checked: &Checked,
        hashes: &HashMap<AssetId, String>,
    ) -> Result<Option<Identity>, DbError> {
        if checked.steps.iter().any(|step| step.model.provider == WORKFLOW_PROVIDER) {
            return Ok(None);
        }
        let seed = AskedSeed::of(checked.request.seed());
        let mut steps = Vec::with_capacity(checked.steps.len());
        for step in &checked.steps {
            let Some(works_on) = works_on(&step.sources, hashes) else { return Ok(None) };
            steps.push(identity_step(step, seed, works_on)?);
        }
        let flow_version = match &checked.request {
            RunRequest::Custom(custom) => Some(custom.flow_version),
            RunRequest::Picture(_) => None,
        };
        let digest = hex(&Sha256::digest(describe(flow_id, flow_version, &steps)));
        Ok(Some(Identity { digest, seed }))
    }

    /// The identity of the run that is made with this seed.
    pub(in crate::generation) fn made_with(self, seed: i64) -> MadeIdentity {
        let seed = MadeSeed { seed, by_chance: self.seed == AskedSeed::ByChance };
        MadeIdentity { digest: self.digest, seed }
    }
}

/// What a step is told, but for the seed that it has from the request: that one is looked at by itself, because
/// chance may have chosen it.
fn identity_step(
    step: &PlannedStep,
    seed: AskedSeed,
    works_on: Vec<WorksOn>,
) -> Result<IdentityStep<'_>, DbError> {
    let mut told = step.parameters.clone();
    if step.operation == Operation::TextToImage && AskedSeed::of(told.seed) == seed {
        told.seed = None;
    }
    let told = serde_json::to_value(&told).map_err(|error| DbError::Engine(error.to_string()))?;
    Ok(IdentityStep {
        operation: step.operation,
        tool: step.tool.name(),
        model: &step.model.id,
        told,
        works_on,
    })
}

fn works_on(sources: &[StepSource], hashes: &HashMap<AssetId, String>) -> Option<Vec<WorksOn>> {
    let source = |source: &StepSource| match source {
        StepSource::Step(index) => Some(WorksOn::Step(*index)),
        StepSource::Asset(asset) => hashes.get(asset).cloned().map(WorksOn::File),
    };
    sources.iter().map(source).collect()
}

/// The files that were there before, among all that the plan works on.
fn files(checked: &Checked) -> impl Iterator<Item = AssetId> {
    let asset = |source: &StepSource| match source {
        StepSource::Asset(asset) => Some(*asset),
        StepSource::Step(_) => None,
    };
    checked.steps.iter().flat_map(move |step| step.sources.iter().filter_map(asset))
}
