"""Explainer: watch a small, real GPT learn, live, on your own computer.

The packages depend on each other in one direction only, and import-linter holds it so:
``ui → lessons → engine → training → model, text``.

What the screen says in plain words has another name in the code, that of the field:

======================================  ====================================  ==========================================
on the screen                           in the code                           in papers
======================================  ====================================  ==========================================
piece                                   token                                 token (byte-pair encoding)
dials                                   parameters, ``n_params``              parameters, weights
bets                                    ``probability``                       next-token distribution
as unsure as among n pieces             ``exp`` of the loss or the entropy    perplexity
with dice, temperature, top-k           ``Sampling``, ``shaped``              temperature, top-k, top-p (nucleus)
reading; the course                     ``Stage.PRETRAIN``, ``pretrain``      pretraining
learning to answer                      ``Stage.SFT``, ``finetune``           supervised fine-tuning on demonstrations
human feedback                          ``Stage.RLHF``, ``feedback``          RLHF: reward model, then PPO, RLOO or DPO
votes                                   ``Preferences``, comparisons          preferences
the judge, its score                    ``RewardModel``, ``score``            reward model, reward
the labeller, its points                ``Taste``, ``utility``                (simulated) labeller, gold reward
the leash                               ``KLPenalty``, ``kl_coefficient``     KL penalty to the reference policy
better, or fooled?                      score against utility                 reward over-optimisation, reward hacking
mind                                    a kept copy of the weights            checkpoint, policy
way of looking                          head                                  attention head
doing without a head                    ``muted``                             zero ablation
who looks at whom                       ``pattern``                           attention pattern
block by block                          ``Lens``                              logit lens
what made it likely?                    ``Why``                               leave-one-out (input erasure)
map of words                            ``Embeddings``                        token embeddings, projected to a plane
learning by heart                       loss on held-out text rises           overfitting, memorisation
======================================  ====================================  ==========================================

What must be said before NumPy and PyTorch are loaded is said as soon as this package is (``surroundings``).
"""

import os
import sys

if sys.version_info >= (3, 11):  # an older Python only hears, in plain words, that a newer one is needed
    from explainer.surroundings import settle

    settle(os.environ)

__version__ = "0.1.0"
