# Copyright 2026 The jclip authors
# SPDX-License-Identifier: Apache-2.0
"""Times CLIP's image towers with PyTorch on formula weights: eager with SDPA, compiled, as a CUDA graph for one image.
Then a step of task residual tuning on cached embeddings, eager.

Prints a JSON object a line: first the release and the device, then a time each, with the embedding of the first image
where the batch is 1. Arguments: --device cpu|cuda, --tiny for tiny models, --seconds for each time.
"""

import argparse
import json
import time

import torch
import torch.nn.functional as F

GAMMA = 0x9E3779B97F4A7C15 - (1 << 64)
MIX1 = 0xBF58476D1CE4E5B9 - (1 << 64)
MIX2 = 0x94D049BB133111EB - (1 << 64)

# width, layers or blocks of each stage, heads, patch or none, embedding, resolution
KNOWN = {
    "ViT-B/32": (768, 12, 12, 32, 512, 224),
    "ViT-B/16": (768, 12, 12, 16, 512, 224),
    "ViT-L/14": (1024, 24, 16, 14, 768, 224),
    "RN50": (64, (3, 4, 6, 3), 32, None, 1024, 224),
}
TINY = {"tiny ViT": (64, 2, 2, 8, 32, 32), "tiny ResNet": (8, (1, 1, 1, 1), 4, None, 32, 64)}

PRECISIONS = {"F32": torch.float32, "TF32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def fnv1a(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value if value < 1 << 63 else value - (1 << 64)


def shifted(z, bits):
    """A shift of unsigned numbers, in signed ones."""
    return (z >> bits) & ((1 << (64 - bits)) - 1)


def formula(name, centre, amplitude, shape, device):
    count = 1
    for size in shape:
        count *= size
    z = torch.arange(1, count + 1, dtype=torch.int64, device=device) * GAMMA + fnv1a(name)
    z = (z ^ shifted(z, 30)) * MIX1
    z = (z ^ shifted(z, 27)) * MIX2
    z = z ^ shifted(z, 31)
    uniform = shifted(z, 40).double() / (1 << 24)
    return (centre + amplitude * (2 * uniform - 1)).float().reshape(shape)


def weight(name, shape, device):
    last = name.rsplit(".", 1)[-1]
    fan_in = 1
    for size in shape[1:]:
        fan_in *= size
    if last == "running_mean":
        interval = (0, 0.1)
    elif last == "running_var":
        interval = (1, 0.25)
    elif last in ("positional_embedding", "class_embedding"):
        interval = (0, 0.05)
    elif last.endswith("bias"):
        interval = (0, 0.02)
    elif last == "proj":
        interval = (0, (3 / shape[0]) ** 0.5)
    elif len(shape) == 1:
        interval = (1, 0.1)
    else:
        interval = (0, (3 / fan_in) ** 0.5)
    return formula(name, *interval, shape, device)


class Weights:
    """The tensors of an image tower by their names without "visual.", made at first use."""

    def __init__(self, device, dtype):
        self.device, self.dtype, self.made = device, dtype, {}

    def __call__(self, name, *shape):
        if name not in self.made:
            self.made[name] = weight("visual." + name, shape, self.device).to(self.dtype)
        return self.made[name]


def norm(w, name, x):
    width = x.shape[-1]
    return F.layer_norm(x, (width,), w(name + ".weight", width), w(name + ".bias", width), 1e-5)


def linear(w, name, x, outputs):
    return F.linear(x, w(name + "weight", outputs, x.shape[-1]), w(name + "bias", outputs))


def vit(w, images, width, layers, heads, patch, embedding, resolution):
    tokens = (resolution // patch) ** 2 + 1
    x = F.conv2d(images, w("conv1.weight", width, 3, patch, patch), stride=patch).flatten(2).transpose(1, 2)
    first = w("class_embedding", width).expand(len(x), 1, -1)
    x = norm(w, "ln_pre", torch.cat([first, x], 1) + w("positional_embedding", tokens, width))
    for layer in range(layers):
        at = f"transformer.resblocks.{layer}."
        qkv = linear(w, at + "attn.in_proj_", norm(w, at + "ln_1", x), 3 * width)
        q, k, v = qkv.view(len(x), tokens, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(len(x), tokens, width)
        x = x + linear(w, at + "attn.out_proj.", y, width)
        hidden = linear(w, at + "mlp.c_fc.", norm(w, at + "ln_2", x), 4 * width)
        x = x + linear(w, at + "mlp.c_proj.", hidden * torch.sigmoid(1.702 * hidden), width)
    return norm(w, "ln_post", x[:, 0]) @ w("proj", width, embedding)


def convolution(w, prefix, index, x, outputs, kernel, stride=1, relu=True):
    x = F.conv2d(x, w(f"{prefix}conv{index}.weight", outputs, x.shape[1], kernel, kernel), stride=stride, padding=kernel // 2)
    x = batch_norm(w, f"{prefix}bn{index}.", x)
    return F.relu(x) if relu else x


def batch_norm(w, name, x):
    c = x.shape[1]
    parts = [w(name + part, c) for part in ("running_mean", "running_var", "weight", "bias")]
    return F.batch_norm(x, *parts, False, 0.1, 1e-5)


def bottleneck(w, at, x, planes, stride, first):
    y = convolution(w, at, 1, x, planes, 1)
    y = convolution(w, at, 2, y, planes, 3)
    y = F.avg_pool2d(y, stride) if stride > 1 else y
    y = convolution(w, at, 3, y, 4 * planes, 1, relu=False)
    if first:
        x = F.avg_pool2d(x, stride) if stride > 1 else x
        x = F.conv2d(x, w(at + "downsample.0.weight", 4 * planes, x.shape[1], 1, 1))
        x = batch_norm(w, at + "downsample.1.", x)
    return F.relu(x + y)


def resnet(w, images, width, blocks, heads, _, embedding, resolution):
    x = convolution(w, "", 1, images, width // 2, 3, stride=2)
    x = convolution(w, "", 3, convolution(w, "", 2, x, width // 2, 3), width, 3)
    x = F.avg_pool2d(x, 2)
    for stage, count in enumerate(blocks):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            x = bottleneck(w, f"layer{stage + 1}.{block}.", x, width << stage, stride, block == 0)
    x = x.flatten(2).transpose(1, 2)
    x = torch.cat([x.mean(1, keepdim=True), x], 1)
    batch, tokens, channels = x.shape
    x = x + w("attnpool.positional_embedding", tokens, channels)
    q = linear(w, "attnpool.q_proj.", x[:, :1], channels)
    k = linear(w, "attnpool.k_proj.", x, channels)
    v = linear(w, "attnpool.v_proj.", x, channels)
    q, k, v = (t.view(batch, -1, heads, channels // heads).transpose(1, 2) for t in (q, k, v))
    y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, channels)
    return linear(w, "attnpool.c_proj.", y, embedding)


def images_of(batch, resolution, device, dtype):
    two = torch.cat([formula(f"image{i}", 0, 1.5, (1, 3, resolution, resolution), device) for i in range(2)])
    return two.repeat((batch + 1) // 2, 1, 1, 1)[:batch].to(dtype)


def synchronize(device):
    if device == "cuda":
        torch.cuda.synchronize()


def median(run, device, seconds):
    end = time.perf_counter() + seconds / 4
    while True:
        run()
        synchronize(device)
        if time.perf_counter() > end:
            break
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or (time.perf_counter() < end and len(times) < 200):
        start = time.perf_counter()
        run()
        synchronize(device)
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def graph_of(forward, images):
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            forward(images)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        result = forward(images)
    return graph, result


def modes(device, precision, batch, batches):
    """Compiling takes half a minute, so it is done where it matters."""
    yield "eager"
    if device == "cuda" and batch == 1 and precision in ("F16", "BF16"):
        yield "graph"
    if batch == batches[-1] and (device == "cpu" or precision == "F16"):
        yield "compile"


def measure(name, sizes, precision, mode, batch, device, seconds, w):
    tower = resnet if sizes[3] is None else vit
    images = images_of(batch, sizes[-1], device, w.dtype)
    if sizes[3] is None:
        images = images.contiguous(memory_format=torch.channels_last)
    embedding = []

    def forward(x):
        return tower(w, x, *sizes)

    result = forward(images)
    if batch == 1:
        embedding = result[0].float().tolist()
    if mode == "compile":
        compiled = torch.compile(forward, dynamic=False)
        run = lambda: compiled(images)
    elif mode == "graph":
        graph, _ = graph_of(forward, images)
        run = graph.replay
    else:
        run = lambda: forward(images)
    return median(run, device, seconds), embedding


def tuning(tiny, device, seconds):
    """The batch size and the seconds of a step: gather, classify, backward, Adam; nobody waits before the epoch ends."""
    classes, batch, width, images = (10, 4, 32, 16) if tiny else (1000, 256, 512, 4096)
    base = F.normalize(formula("tuning.base", 0, 1, (classes, width), device), dim=1)
    embeddings = F.normalize(formula("tuning.embeddings", 0, 1, (images, width), device), dim=1)
    labels = torch.arange(images, device=device) % classes
    order = torch.arange(images, device=device)
    residual = torch.zeros_like(base, requires_grad=True)
    optimizer = torch.optim.Adam([residual], lr=1e-6, weight_decay=5e-4)

    def epoch():
        for rows in order.split(batch):
            logits = 100 * embeddings[rows] @ F.normalize(base + 0.5 * residual, dim=1).t()
            loss = F.cross_entropy(logits, labels[rows])
            logits.argmax(1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return batch, median(epoch, device, seconds) / (images // batch)


def set_tf32(precision):
    torch.backends.cuda.matmul.allow_tf32 = precision == "TF32"
    torch.backends.cudnn.allow_tf32 = precision == "TF32"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--seconds", type=float, default=0.5)
    options = parser.parse_args()
    device = options.device
    torch.backends.cudnn.benchmark = True
    if device == "cuda":
        print(json.dumps({"version": f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}",
                          "device": torch.cuda.get_device_name()}), flush=True)
    else:
        print(json.dumps({"version": f"PyTorch {torch.__version__}", "device": "cpu"}), flush=True)
    batches = [1, 2] if options.tiny else [1, 8, 64, 256] if device == "cuda" else [1, 8]
    precisions = PRECISIONS if device == "cuda" else ["F32"]
    for name, sizes in (TINY if options.tiny else KNOWN).items():
        for precision in precisions:
            set_tf32(precision)
            w = Weights(device, PRECISIONS[precision])
            for batch in batches:
                for mode in modes(device, precision, batch, batches):
                    entry = {"architecture": name, "precision": precision, "mode": mode, "batch": batch,
                             "seconds": 0.0, "embedding": [], "detail": ""}
                    try:
                        with torch.inference_mode():
                            entry["seconds"], entry["embedding"] = measure(
                                name, sizes, precision, mode, batch, device, options.seconds, w)
                    except Exception as error:  # a mode that fails must not end the others
                        entry["detail"] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
                    print(json.dumps(entry), flush=True)
    for precision in ("F32", "TF32") if device == "cuda" else ("F32",):
        set_tf32(precision)
        batch, step = tuning(options.tiny, device, options.seconds)
        print(json.dumps({"architecture": "TaskRes", "precision": precision, "mode": "eager", "batch": batch,
                          "seconds": step, "embedding": [], "detail": ""}), flush=True)


main()
