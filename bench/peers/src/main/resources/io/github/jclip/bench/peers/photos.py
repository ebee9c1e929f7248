# Copyright 2026 The jclip authors
# SPDX-License-Identifier: Apache-2.0
"""Decodes and preprocesses photos with Pillow and NumPy, on orders from standard input.

Arguments: a file that lists the photos, the number of threads, the size of the square. Prints the releases, then "done"
after each order: "run" does all photos, "write FILE" writes what the last run gave, float32 [N, 3, size, size].
The steps are those of OpenAI's clip.load: resize the shorter side (bicubic), crop the centre, RGB, 0..1, normalise.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import PIL
from PIL import Image, features

MEAN = numpy.array([0.48145466, 0.4578275, 0.40821073], numpy.float32)
STD = numpy.array([0.26862954, 0.26130258, 0.27577711], numpy.float32)


def preprocess(path, size, out):
    with Image.open(path) as image:
        width, height = image.size
        if width <= height:
            resized = (size, int(size * height / width))
        else:
            resized = (int(size * width / height), size)
        image = image.resize(resized, Image.Resampling.BICUBIC)
    left = round((resized[0] - size) / 2)
    top = round((resized[1] - size) / 2)
    image = image.crop((left, top, left + size, top + size)).convert("RGB")
    values = numpy.asarray(image).astype(numpy.float32)
    values /= numpy.float32(255)
    values -= MEAN
    values /= STD
    out[...] = values.transpose(2, 0, 1)


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        paths = lines.read().splitlines()
    threads = int(sys.argv[2])
    size = int(sys.argv[3])
    output = numpy.empty((len(paths), 3, size, size), numpy.float32)
    codec = "libjpeg-turbo" if features.check_feature("libjpeg_turbo") else "libjpeg"
    print(f"{PIL.__version__}, {codec} {features.version('jpg')}, NumPy {numpy.__version__}", flush=True)
    with ThreadPoolExecutor(threads) as pool:
        for order in sys.stdin:
            if order.startswith("write "):
                output.tofile(order[len("write "):].rstrip("\n"))
            elif threads == 1:
                for path, out in zip(paths, output):
                    preprocess(path, size, out)
            else:
                list(pool.map(preprocess, paths, [size] * len(paths), output))
            print("done", flush=True)


main()
