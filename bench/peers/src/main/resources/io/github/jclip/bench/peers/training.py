# Copyright 2026 The jclip authors
# SPDX-License-Identifier: Apache-2.0
"""Trains a CLIP of two transformers with PyTorch, a step for each line of standard input.

Arguments: weights by OpenAI's names (safetensors, F32), pairs (float32 images [N, 3, R, R], then int32 tokens [N, T]),
N, R, T, the heads of both towers, the learning rate, the number of threads. Prints the release, then after each line
the loss, the seconds of the step and those of the processors: forward, backward and AdamW (decay of 0.1 for all but vectors).
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F


def read_weights(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    weights = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(data[begin:end], numpy.float32).reshape(entry["shape"]).copy()
            weights[name] = torch.from_numpy(values).requires_grad_()
    return weights


def norm(w, name, x):
    return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], 1e-5)


def transformer(w, prefix, x, heads, causal):
    layer = 0
    while f"{prefix}.resblocks.{layer}.ln_1.weight" in w:
        at = f"{prefix}.resblocks.{layer}."
        batch, tokens, width = x.shape
        qkv = F.linear(norm(w, at + "ln_1", x), w[at + "attn.in_proj_weight"], w[at + "attn.in_proj_bias"])
        q, k, v = qkv.view(batch, tokens, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        y = y.transpose(1, 2).reshape(batch, tokens, width)
        x = x + F.linear(y, w[at + "attn.out_proj.weight"], w[at + "attn.out_proj.bias"])
        hidden = F.linear(norm(w, at + "ln_2", x), w[at + "mlp.c_fc.weight"], w[at + "mlp.c_fc.bias"])
        hidden = hidden * torch.sigmoid(1.702 * hidden)
        x = x + F.linear(hidden, w[at + "mlp.c_proj.weight"], w[at + "mlp.c_proj.bias"])
        layer += 1
    return x


def loss_of(w, images, tokens, image_heads, text_heads):
    patches = w["visual.conv1.weight"]
    x = F.conv2d(images, patches, stride=patches.shape[-1]).flatten(2).transpose(1, 2)
    first = w["visual.class_embedding"].expand(len(x), 1, -1)
    x = torch.cat([first, x], 1) + w["visual.positional_embedding"]
    x = transformer(w, "visual.transformer", norm(w, "visual.ln_pre", x), image_heads, False)
    u = norm(w, "visual.ln_post", x[:, 0]) @ w["visual.proj"]

    x = w["token_embedding.weight"][tokens] + w["positional_embedding"]
    x = norm(w, "ln_final", transformer(w, "transformer", x, text_heads, True))
    t = x[torch.arange(len(x)), tokens.argmax(1)] @ w["text_projection"]

    logits = w["logit_scale"].exp() * F.normalize(u, dim=1) @ F.normalize(t, dim=1).T
    labels = torch.arange(len(logits))
    return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.T, labels)) / 2


def main():
    weights_file, pairs_file, *numbers, rate, threads = sys.argv[1:]
    n, side, length, image_heads, text_heads = map(int, numbers)
    torch.set_num_threads(int(threads))
    w = read_weights(weights_file)
    pairs = open(pairs_file, "rb").read()
    pixels = n * 3 * side * side
    images = torch.from_numpy(numpy.frombuffer(pairs, numpy.float32, pixels).reshape(n, 3, side, side).copy())
    tokens = torch.from_numpy(numpy.frombuffer(pairs, numpy.int32, -1, 4 * pixels).reshape(n, length).copy()).long()
    groups = [
        {"params": [p for p in w.values() if p.dim() > 1], "weight_decay": 0.1},
        {"params": [p for p in w.values() if p.dim() <= 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=float(rate), betas=(0.9, 0.98), eps=1e-6)
    print("PyTorch", torch.__version__, flush=True)
    for _ in sys.stdin:
        start, busy = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        loss = loss_of(w, images, tokens, image_heads, text_heads)
        loss.backward()
        optimizer.step()
        print(loss.item(), time.perf_counter() - start, time.process_time() - busy, flush=True)


main()
