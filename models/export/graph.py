"""Writes ONNX graphs operator by operator, with their weights beside them.

Graphs are built, not traced: the form of every operator is chosen here, sizes stay dynamic where they should, and
only one tensor is in memory at a time, so that a model of any size exports on a small machine. Several graphs of one
pack may name the same weights (the two halves of a streaming autoencoder do); they are written once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

#: fp16: products in half precision, everything else in float32. fp16-stored: only stored so, computed in float32.
Precision = Literal["fp32", "fp16", "fp16-stored"]
Dim = int | str

#: Operators of onnxruntime itself, known to its CPU, CUDA and WebGPU providers alike.
CONTRIB = "com.microsoft"

#: Channels added to each head where keys are weighted; fused attention wants multiples of eight.
_MORE_CHANNELS = 8

#: Weights files are parted before they pass this, so that no file is unwieldy to download and verify.
_SHARD_BYTES = 2 * 1024**3
#: Large tensors start on a page, so that they can be mapped instead of read.
_PAGE = 4096


class WeightStore:
    """The weights of a pack in raw files beside its graphs."""

    def __init__(self, folder: Path, stem: str = "weights") -> None:
        self.folder = folder
        self.stem = stem
        self.files: list[str] = []
        self._known: dict[str, tuple[str, int, int, int, tuple[int, ...]]] = {}
        self._size = 0

    def add(self, key: str, tensor: np.ndarray) -> None:
        """Append a tensor under a key of the pack's own; a key that is known is left as it is."""
        if key in self._known:
            return
        data = np.ascontiguousarray(tensor)
        if not self.files or self._size + data.nbytes > _SHARD_BYTES:
            self.files.append(f"{self.stem}-{len(self.files):02d}.bin")
            self._size = 0
        path = self.folder / self.files[-1]
        align = _PAGE if data.nbytes >= _PAGE * 4 else 64
        offset = (self._size + align - 1) // align * align
        with path.open("ab") as file:
            file.write(b"\0" * (offset - self._size))
            file.write(data.tobytes())
        self._size = offset + data.nbytes
        kind = helper.np_dtype_to_tensor_dtype(data.dtype)
        self._known[key] = (path.name, offset, data.nbytes, kind, data.shape)

    def proto(self, key: str, name: str) -> onnx.TensorProto:
        """The initializer that refers to a stored tensor."""
        location, offset, length, kind, shape = self._known[key]
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        for entry, value in (("location", location), ("offset", str(offset)), ("length", str(length))):
            tensor.external_data.add(key=entry, value=value)
        return tensor


class Graph:
    """One graph under construction. Values are named by strings; every method that makes one returns its name."""

    def __init__(self, name: str, store: WeightStore, *, opset: int, precision: Precision, fused: bool) -> None:
        self.name = name
        self.store = store
        self.opset = opset
        self._stores_half = precision != "fp32"
        self.half = precision == "fp16"
        #: Whether attention is onnxruntime's own operator (needs no memory for scores) or plain matrix products.
        self.fused = fused
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: dict[str, onnx.TensorProto] = {}
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._made = 0
        self._contrib = False
        self._widened: dict[str, str] = {}

    def input(self, name: str, dims: Sequence[Dim], kind: int = TensorProto.FLOAT) -> str:
        """Declare an input; a string is a dynamic dimension."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, list(dims)))
        return name

    def output(self, name: str, value: str, dims: Sequence[Dim]) -> None:
        """Declare an output that gives `value`."""
        self._nodes.append(helper.make_node("Identity", [value], [name], name=f"out.{name}"))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(dims)))

    def ops(self, op: str, inputs: Sequence[str], outputs: int, *, domain: str = "", **attributes: Any) -> list[str]:
        """Add an operator with several outputs."""
        self._made += 1
        names = [f"{op.lower()}.{self._made}" + (f".{at}" if outputs > 1 else "") for at in range(outputs)]
        node = helper.make_node(op, list(inputs), names, name=f"{op}.{self._made}", domain=domain, **attributes)
        self._nodes.append(node)
        self._contrib = self._contrib or domain == CONTRIB
        return names

    def op(self, op: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add an operator with one output."""
        return self.ops(op, inputs, 1, domain=domain, **attributes)[0]

    def const(self, value: np.ndarray | float | Sequence[int]) -> str:
        """A small constant inside the graph: a float32 array or scalar, or a list of whole numbers."""
        array = np.asarray(value)
        array = array.astype(np.int64 if array.dtype.kind in "iu" else np.float32)
        digest = hashlib.sha256(array.tobytes()).hexdigest()[:16]
        name = f"const.{array.dtype.kind}.{'x'.join(map(str, array.shape))}.{digest}"
        if name not in self._initializers:
            self._initializers[name] = numpy_helper.from_array(array, name)
        return name

    def weight(self, key: str, tensor: np.ndarray, *, half: bool = False) -> str:
        """A stored tensor; with `half` in half precision where the graph is made in it."""
        small = half and self._stores_half
        if small:
            key = f"{key}.half"
            tensor = np.clip(tensor, -65504, 65504).astype(np.float16)
        if key not in self._initializers:
            self.store.add(key, tensor)
            self._initializers[key] = self.store.proto(key, key)
        if not small or self.half:
            return key
        if key not in self._widened:
            self._widened[key] = self.op("Cast", key, to=TensorProto.FLOAT)
        return self._widened[key]

    def to_half(self, value: str) -> str:
        """To the precision that products are made in."""
        return self.op("Cast", value, to=TensorProto.FLOAT16) if self.half else value

    def to_full(self, value: str) -> str:
        """Back to float32, in which everything else is done."""
        return self.op("Cast", value, to=TensorProto.FLOAT) if self.half else value

    def linear(self, key: str, x: str, weight: np.ndarray, bias: np.ndarray | None = None) -> str:
        """x W^T + b for a weight [out, in] as PyTorch stores it."""
        w = self.weight(f"{key}.weight.t", weight.T, half=True)
        y = self.to_full(self.op("MatMul", self.to_half(x), w))
        return y if bias is None else self.op("Add", y, self.weight(f"{key}.bias", bias))

    def conv2d(
        self,
        key: str,
        x: str,
        weight: np.ndarray,
        bias: np.ndarray | None,
        *,
        pads: Sequence[int] = (0, 0, 0, 0),
        stride: int = 1,
    ) -> str:
        """A two-dimensional convolution; `pads` are top, left, bottom, right.

        Channels that come in are filled up with zeros to a multiple of four: with other numbers of them onnxruntime
        1.30 computes wrong convolutions on WebGPU.
        """
        missing = -weight.shape[1] % 4
        if missing:
            x = self.op("Pad", x, self.const([0, 0, 0, 0, 0, missing, 0, 0]))
            weight = np.pad(weight, ((0, 0), (0, missing), (0, 0), (0, 0)))
        inputs = [self.to_half(x), self.weight(f"{key}.weight", weight, half=True)]
        if bias is not None:
            inputs.append(self.weight(f"{key}.bias", bias, half=True))
        y = self.op("Conv", *inputs, pads=list(pads), strides=[stride, stride], kernel_shape=list(weight.shape[2:]))
        return self.to_full(y)

    def layer_norm(self, x: str, width: int, eps: float, scale: str | None = None, bias: str | None = None) -> str:
        """Layer normalisation over the last axis, in float32."""
        inputs = [x, scale or self.const(np.ones(width, np.float32))]
        if bias is not None:
            inputs.append(bias)
        return self.op("LayerNormalization", *inputs, axis=-1, epsilon=eps)

    def rms_norm(self, key: str, x: str, gamma: np.ndarray, eps: float) -> str:
        """x / sqrt(mean(x^2) + eps) * gamma over the last axis, in float32: in the one spelling that is fused."""
        mean = self.mean(self.op("Pow", x, self.const(2.0)), -1)
        root = self.op("Sqrt", self.op("Add", mean, self.const(eps)))
        return self.op("Mul", self.op("Div", x, root), self.weight(f"{key}.gamma", gamma))

    def rotary(self, x: str, cos: str, sin: str, heads: int, head_dim: int, *, shared: bool) -> str:
        """Turns the pairs (i, i + head_dim / 2) of each head of x [1, S, heads * head_dim].

        The tables are [S, head_dim / 2] where all heads share them, else [S * heads, head_dim / 2].
        """
        rows = x if shared else self.reshape(x, [1, -1, head_dim])
        if self.fused:
            turned = self.op("RotaryEmbedding", rows, self.const([0]), cos, sin, domain=CONTRIB)
        else:
            half = head_dim // 2
            split = self.reshape(rows, [1, -1, heads if shared else 1, head_dim])
            cos, sin = (self.op("Unsqueeze", each, self.const([1])) for each in (cos, sin))
            a, b = self.slice(split, 0, half, axis=3), self.slice(split, half, head_dim, axis=3)
            first = self.op("Sub", self.op("Mul", a, cos), self.op("Mul", b, sin))
            second = self.op("Add", self.op("Mul", a, sin), self.op("Mul", b, cos))
            turned = self.op("Concat", first, second, axis=-1)
            if shared:
                return self.reshape(turned, [1, -1, heads * head_dim])
        return turned if shared else self.reshape(turned, [1, -1, heads * head_dim])

    def mean(self, x: str, axis: int) -> str:
        """The mean along an axis, which stays with size 1."""
        if self.opset >= 18:
            return self.op("ReduceMean", x, self.const([axis]), keepdims=1)
        return self.op("ReduceMean", x, axes=[axis], keepdims=1)

    def split(self, x: str, parts: int, *, axis: int) -> list[str]:
        """Equal parts along an axis."""
        more: dict[str, Any] = {"num_outputs": parts} if self.opset >= 18 else {}
        return self.ops("Split", [x], parts, axis=axis, **more)

    def silu(self, x: str) -> str:
        """x * sigmoid(x)."""
        return self.op("Mul", x, self.op("Sigmoid", x))

    def gelu(self, x: str, *, tanh: bool) -> str:
        """GELU by its error function or by the usual tanh formula."""
        if self.opset >= 20:
            return self.op("Gelu", x, approximate="tanh" if tanh else "none")
        half = self.op("Mul", x, self.const(0.5))
        if tanh:
            cube = self.op("Mul", self.op("Mul", x, x), x)
            inner = self.op("Add", x, self.op("Mul", cube, self.const(0.044715)))
            bent = self.op("Tanh", self.op("Mul", inner, self.const(float(np.sqrt(2 / np.pi)))))
        else:
            bent = self.op("Erf", self.op("Mul", x, self.const(float(np.sqrt(0.5)))))
        return self.op("Mul", half, self.op("Add", bent, self.const(1.0)))

    def reshape(self, x: str, shape: Sequence[int]) -> str:
        """Reshape; 0 keeps the input's dimension at that place, -1 is worked out."""
        return self.op("Reshape", x, self.const(list(shape)))

    def slice(self, x: str, start: int, end: int, *, axis: int, step: int = 1) -> str:
        """[start:end:step] along an axis."""
        return self.op("Slice", x, self.const([start]), self.const([end]), self.const([axis]), self.const([step]))

    def attention(
        self, q: str, k: str, v: str, heads: int, head_dim: int, batch: int = 1, repeats: str | None = None
    ) -> str:
        """softmax(q k^T / sqrt(head_dim)) v for values [batch, tokens, heads * head_dim], without a mask.

        `repeats` [keys] says how many times each key stands there: n equal keys weigh as much as one whose score is
        greater by log n.
        """
        if self.fused:
            if repeats is not None:
                return self._repeated(q, k, v, heads, head_dim, repeats)
            q, k, v = self.to_half(q), self.to_half(k), self.to_half(v)
            return self.to_full(self.op("MultiHeadAttention", q, k, v, domain=CONTRIB, num_heads=heads))
        q, k, v = (self.to_half(self.reshape(each, [batch, -1, heads, head_dim])) for each in (q, k, v))
        q = self.op("Transpose", self.op("Mul", q, self.scale(head_dim**-0.5)), perm=[0, 2, 1, 3])
        scores = self.to_full(self.op("MatMul", q, self.op("Transpose", k, perm=[0, 2, 3, 1])))
        if repeats is not None:
            scores = self.op("Add", scores, self.op("Log", repeats))
        weights = self.to_half(self.op("Softmax", scores, axis=-1))
        out = self.op("MatMul", weights, self.op("Transpose", v, perm=[0, 2, 1, 3]))
        merged = self.op("Transpose", out, perm=[0, 2, 1, 3])
        return self.to_full(self.reshape(merged, [batch, -1, heads * head_dim]))

    def _repeated(self, q: str, k: str, v: str, heads: int, head_dim: int, repeats: str) -> str:
        """Fused attention [1, tokens, heads * head_dim] whose keys count `repeats` times.

        The operator takes no bias of a key alone, so every head gets further channels: one in the queries, the keys'
        log of repeats in the first. The values get as many, of zeros, as providers are fastest where all are equal.
        """
        wide = head_dim + _MORE_CHANNELS

        def widened(x: str, value: float) -> str:
            x = self.reshape(x, [1, -1, heads, head_dim])
            return self.op("Pad", x, self.const([0, 0, 0, 0, 0, 0, 0, _MORE_CHANNELS]), self.const(value))

        def flat(x: str) -> str:
            return self.to_half(self.reshape(x, [1, -1, heads * wide]))

        place = np.zeros((1, 1, 1, wide), np.float32)
        place[..., head_dim] = head_dim**0.5
        logs = self.op("Mul", self.reshape(self.op("Log", repeats), [1, -1, 1, 1]), self.const(place))
        out = self.to_full(
            self.op(
                "MultiHeadAttention",
                flat(widened(q, 1.0)),
                flat(self.op("Add", widened(k, 0.0), logs)),
                flat(widened(v, 0.0)),
                domain=CONTRIB,
                num_heads=heads,
                scale=head_dim**-0.5,
            )
        )
        out = self.slice(self.reshape(out, [1, -1, heads, wide]), 0, head_dim, axis=3)
        return self.reshape(out, [1, -1, heads * head_dim])

    def scale(self, value: float) -> str:
        """A scalar in the precision that products are made in."""
        return self.to_half(self.const(value))

    def save(self) -> str:
        """Check and write the graph; gives its file name."""
        graph = helper.make_graph(
            self._nodes, self.name, self._inputs, self._outputs, list(self._initializers.values())
        )
        opsets = [helper.make_opsetid("", self.opset)]
        if self._contrib:
            opsets.append(helper.make_opsetid(CONTRIB, 1))
        model = helper.make_model(graph, opset_imports=opsets, producer_name="kinoloom", ir_version=10)
        path = self.store.folder / f"{self.name}.onnx"
        onnx.save(model, path)
        onnx.checker.check_model(path)
        return path.name
