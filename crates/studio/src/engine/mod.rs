//! Runs neural networks on the processor.
//!
//! One [`Network`] is one ONNX file held in memory, run by the pure-Rust engine `rten` on its own
//! bounded thread pool. Weights come as bytes the binary carries; nothing is fetched. The engine's
//! result depends on the machine's vector instructions in the last bits, so pictures repainted by
//! a network repeat exactly on one machine, not across kinds of machines.

use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView, ValueView};
use rten_tensor::prelude::*;
use rten_tensor::{Tensor, TensorView};

use crate::StudioError;

/// A loaded network and the threads it runs on.
pub struct Network {
    model: Model,
    pool: Arc<ThreadPool>,
}

/// A tensor going in: shape and values.
pub struct Input<'a> {
    /// Sizes, outermost first.
    pub shape: &'a [usize],
    /// Values, row by row.
    pub values: &'a [f32],
}

/// A tensor going in by its name in the file.
pub struct Named<'a> {
    /// The input's name.
    pub name: &'a str,
    /// Sizes, outermost first.
    pub shape: &'a [usize],
    /// Values, row by row.
    pub values: Values<'a>,
}

/// Numbers of a tensor.
#[derive(Clone, Copy)]
pub enum Values<'a> {
    /// With a fraction.
    Floats(&'a [f32]),
    /// Without one; the file may call them 64 bits wide, the engine computes with 32.
    Whole(&'a [i32]),
}

/// A tensor coming out: its shape and its values, row by row.
pub type Answer = (Vec<usize>, Vec<f32>);

impl Network {
    /// Loads a network from the bytes of an ONNX file; each thread calls `on_thread_start` first.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the file cannot be understood.
    pub fn load(onnx: Vec<u8>, threads: usize, on_thread_start: fn()) -> Result<Network, StudioError> {
        let pool = ThreadPool::with_num_threads(threads);
        pool.run(|| {
            rayon::broadcast(|_| on_thread_start());
        });
        let model = pool
            .run(|| ModelOptions::with_all_ops().load(onnx))
            .map_err(|e| StudioError::Engine(format!("loading the network: {e}")))?;
        Ok(Network { model, pool: Arc::new(pool) })
    }

    /// Runs the network once: inputs in the file's order, its first output as shape and values.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when shapes do not fit or an operator fails.
    pub fn run(&self, inputs: &[Input<'_>]) -> Result<Answer, StudioError> {
        Ok(self.answers(inputs, 1)?.remove(0))
    }

    /// The same with every output, in the file's order.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when shapes do not fit or an operator fails.
    pub fn run_all(&self, inputs: &[Input<'_>]) -> Result<Vec<Answer>, StudioError> {
        self.answers(inputs, self.model.output_ids().len())
    }

    fn answers(&self, inputs: &[Input<'_>], count: usize) -> Result<Vec<Answer>, StudioError> {
        let fail = |e: String| StudioError::Engine(format!("running the network: {e}"));
        let ids = self.model.input_ids();
        if ids.len() != inputs.len() {
            return Err(fail(format!("it takes {} inputs, {} given", ids.len(), inputs.len())));
        }
        let given = ids
            .iter()
            .zip(inputs)
            .map(|(id, i)| (*id, ValueView::from(TensorView::from_data(i.shape, i.values)).into()))
            .collect();
        self.carry_out(given, &self.model.output_ids()[..count])
    }

    /// Runs the network once with inputs by name and answers any values it computes on the way, by name: also such
    /// as the file does not call outputs.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when a name is unknown, shapes do not fit or an operator fails.
    pub fn run_named(&self, inputs: &[Named<'_>], wanted: &[&str]) -> Result<Vec<Answer>, StudioError> {
        let id = |name: &str| {
            self.model.node_id(name).map_err(|e| StudioError::Engine(format!("running the network: {e}")))
        };
        let given = inputs.iter().map(|input| {
            let value = match input.values {
                Values::Floats(values) => ValueView::from(TensorView::from_data(input.shape, values)),
                Values::Whole(values) => ValueView::from(TensorView::from_data(input.shape, values)),
            };
            Ok((id(input.name)?, value.into()))
        });
        let given = given.collect::<Result<Vec<_>, StudioError>>()?;
        let wanted = wanted.iter().map(|name| id(name)).collect::<Result<Vec<_>, _>>()?;
        self.carry_out(given, &wanted)
    }

    fn carry_out(
        &self,
        given: Vec<(NodeId, ValueOrView<'_>)>,
        wanted: &[NodeId],
    ) -> Result<Vec<Answer>, StudioError> {
        let fail = |e: String| StudioError::Engine(format!("running the network: {e}"));
        let options = RunOptions::default().with_thread_pool(Some(self.pool.clone()));
        let out = self.model.run(given, wanted, Some(options)).map_err(|e| fail(e.to_string()))?;
        out.into_iter()
            .map(|value: Value| {
                let tensor: Result<Tensor<f32>, _> = value.try_into();
                let tensor = tensor.map_err(|_| fail("the output is not float".to_owned()))?;
                Ok((tensor.shape().to_vec(), tensor.into_data()))
            })
            .collect()
    }
}
