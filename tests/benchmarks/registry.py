"""Which benchmarks there are. Modules are loaded when asked for, so that listing them does not wait for torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark.

    Attributes:
        name: as typed; also the name of its module.
        summary: one line for the list.
        needs: packages beyond Explainer's own, from the ``bench`` extra.
    """

    name: str
    summary: str
    needs: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """Dotted name of the module."""
        return f"{__package__}.{self.name}"


BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark("pretrain", "training speed against transformers' GPT-2, same work in turns", ("transformers",)),
        Benchmark(
            "coherence", "seconds of training until it writes whole sentences; speed to a loss", ("transformers",)
        ),
        Benchmark("generation", "writing speed against transformers' generate, same weights", ("transformers",)),
        Benchmark("ppo", "an iteration of PPO against TRL's trainer, same work in turns", ("transformers", "trl")),
        Benchmark("alignment", "what fine-tuning and feedback make of a model, on several seeds; a fooled judge"),
        Benchmark("meanings", "how often chance looks as if a model told two meanings of a word apart"),
        Benchmark("live", "training speed with the window open, pauses of the window, keystroke to bars"),
        Benchmark("autosave", "what keeping the work by itself costs of training, on the disk, and on the way back"),
        Benchmark("startup", "process start to painted window to first painted loss; peak memory"),
        Benchmark("soak", "an hour's worth of steps and painting, in less time: memory, threads, crashes", ("psutil",)),
    )
}
