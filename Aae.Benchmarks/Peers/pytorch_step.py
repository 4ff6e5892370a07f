#!/usr/bin/env python3
"""The training step of the recipe mnist-8d in PyTorch on the CPU, timed; the last line printed is JSON.

Networks 784-1000-1000-8, 8-1000-1000-784 and 8-1000-1000-1, ReLU, batch 100; reconstruction, discriminator and
generator, each with SGD and momentum of its own. In the step are the gather of the minibatch from bytes, the samples
of the prior, losses and updates. Two forms:

  codes_once   the codes of the discriminator's phase serve the generator's too: the encoder has not moved in between
  codes_twice  the encoder runs again in the generator's phase, as such code is usually written
"""
import argparse
import json
import os
import statistics
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="threads to work with")
parser.add_argument("--seconds", type=float, default=4.0, help="time for all rounds together")
options = parser.parse_args()


def kernels():
    """The fastest kernels of OpenBLAS for this CPU: releases older than the CPU fall back to slow ones."""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        flags = next((line for line in file if line.startswith("flags")), "").split()
    return "SKYLAKEX" if "avx512f" in flags else "HASWELL" if "avx2" in flags else "NEHALEM"


# Read when the libraries are loaded. Idle threads spin instead of sleeping: nothing else is to run meanwhile.
os.environ.setdefault("OMP_NUM_THREADS", str(options.threads))
os.environ.setdefault("OMP_WAIT_POLICY", "active")
os.environ.setdefault("OPENBLAS_CORETYPE", kernels())

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy  # noqa: E402

torch.set_num_threads(options.threads)
torch.manual_seed(1)
BATCH, PIXELS, WIDTH, CODE = 100, 784, 1000, 8


def network(inputs, outputs):
    layers = nn.Sequential(nn.Linear(inputs, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, outputs))
    for parameter in layers.parameters():
        nn.init.normal_(parameter, std=0.01) if parameter.dim() == 2 else nn.init.zeros_(parameter)
    return layers


class Step:
    def __init__(self, codes_once, foreach):
        self.codes_once = codes_once
        self.images = torch.randint(0, 256, (10_000, PIXELS), dtype=torch.uint8)
        self.encoder, self.decoder, self.discriminator = network(PIXELS, CODE), network(CODE, PIXELS), network(CODE, 1)
        autoencoder = [*self.encoder.parameters(), *self.decoder.parameters()]
        self.reconstruct = torch.optim.SGD(autoencoder, lr=0.01, momentum=0.9, foreach=foreach)
        self.discriminate = torch.optim.SGD(self.discriminator.parameters(), lr=0.1, momentum=0.1, foreach=foreach)
        self.generate = torch.optim.SGD(self.encoder.parameters(), lr=0.1, momentum=0.1, foreach=foreach)
        self.one_zero = torch.cat([torch.ones(BATCH, 1), torch.zeros(BATCH, 1)])
        self.one = torch.ones(BATCH, 1)

    def __call__(self):
        x = self.images[torch.randint(0, len(self.images), (BATCH,))].float().mul_(1 / 255)

        loss = (torch.sigmoid(self.decoder(self.encoder(x))) - x).square().sum() * (0.5 / BATCH)
        self.descend(self.reconstruct, loss)

        z = self.encoder(x) if self.codes_once else self.codes_alone(x)
        samples = 5 * torch.randn(BATCH, CODE)
        loss = loss_of_discriminator = 2 * cross_entropy(self.discriminator(torch.cat([samples, z.detach()])), self.one_zero)
        self.descend(self.discriminate, loss)

        # Its gradients by the discriminator's weights are wanted by nobody.
        self.discriminator.requires_grad_(False)
        loss = cross_entropy(self.discriminator(z if self.codes_once else self.encoder(x)), self.one)
        self.descend(self.generate, loss)
        self.discriminator.requires_grad_(True)
        return loss.item(), loss_of_discriminator.item()

    @torch.no_grad()
    def codes_alone(self, x):
        return self.encoder(x)

    @staticmethod
    def descend(optimizer, loss):
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()


def timed(step, steps):
    """Milliseconds of some steps, one by one; a first one brings the weights into the caches and does not count."""
    step()
    result = []
    for _ in range(steps):
        begin = time.perf_counter()
        step()
        result.append(1e3 * (time.perf_counter() - begin))
    return result


# Of the optimizer's two loops (over all parameters at once, or one by one) the faster one is taken.
trial = {foreach: Step(True, foreach) for foreach in (True, False)}
for step in trial.values():
    timed(step, 5)
foreach = min(trial, key=lambda foreach: statistics.median(timed(trial[foreach], 10)))
del trial

# The forms take turns of some steps, so that a neighbour's noise meets both.
forms = {once: Step(once, foreach) for once in (True, False)}
times = {once: [] for once in forms}
end = time.perf_counter() + options.seconds
while time.perf_counter() < end:
    for once, step in forms.items():
        times[once] += timed(step, 5)
once, twice = statistics.median(times[True]), statistics.median(times[False])
print(json.dumps({
    "ms_per_step": min(once, twice),
    "codes_once_ms": once,
    "codes_twice_ms": twice,
    "steps": len(times[True]),
    "foreach": foreach,
    "threads": torch.get_num_threads(),
    "torch": torch.__version__,
    "openblas_kernels": os.environ["OPENBLAS_CORETYPE"],
}))
