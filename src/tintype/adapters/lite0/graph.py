"""EfficientNet-Lite0 as an ONNX graph over its weights: from a picture to the 1,280 numbers before its last layer.

The architecture is Tan and Le's EfficientNet-B0 (2019) as Liu's Lite variants of 2020 have it: no squeeze and
excitation, ReLU6 instead of swish. Batch normalisation is folded into the convolutions before it.
"""

# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false
# An extra: the package is there only where somebody wants it.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from onnx import TensorProto, helper, numpy_helper

SIDE: Final = 224
FEATURES: Final = 1280
OPSET: Final = 17
IR_VERSION: Final = 8
_EPSILON: Final = 1e-3

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Blocks of one width: how many, the side of their filters, the first one's stride, whether they widen first."""

    blocks: int
    side: int
    stride: int
    widens: bool = True


# Table 1 of https://arxiv.org/abs/1905.11946; the widths are those of the weights.
STAGES: Final = (
    Stage(1, 3, 1, widens=False),
    Stage(2, 3, 2),
    Stage(2, 5, 2),
    Stage(3, 3, 2),
    Stage(3, 5, 1),
    Stage(4, 5, 2),
    Stage(1, 3, 1),
)


def network(weights: Mapping[str, Array]) -> bytes:
    """The graph with its weights: `picture` (1, 3, 224, 224) float32 → `features` (1, 1280) float32."""
    graph = _Graph(weights)
    place = graph.convolution("picture", "_conv_stem", "_bn0", stride=2)
    at = 0
    for stage in STAGES:
        for turn in range(stage.blocks):
            place = graph.block(place, f"_blocks.{at}", stage, stride=stage.stride if turn == 0 else 1)
            at += 1
    place = graph.convolution(place, "_conv_head", "_bn1")
    place = graph.node("GlobalAveragePool", [place])
    graph.nodes.append(helper.make_node("Flatten", [place], ["features"], axis=1))
    return graph.written()


class _Graph:
    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.nodes: list[Any] = []
        self._weights = weights
        self._constants = [_constant("none", np.float32(0)), _constant("six", np.float32(6))]

    def node(self, kind: str, inputs: Iterable[str], **attributes: Any) -> str:
        """Append one; the name of what comes out of it."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def convolution(
        self, place: str, name: str, norm: str, *, stride: int = 1, is_linear: bool = False
    ) -> str:
        """One with its normalisation, and ReLU6 unless it is linear. Padded as TensorFlow does: more at the end."""
        filters = self._weights[f"{name}.weight"]
        scale = self._weights[f"{norm}.weight"] / np.sqrt(self._weights[f"{norm}.running_var"] + _EPSILON)
        shift = self._weights[f"{norm}.bias"] - self._weights[f"{norm}.running_mean"] * scale
        self._constants.append(_constant(f"{name}.filters", filters * scale[:, None, None, None]))
        self._constants.append(_constant(f"{name}.shift", shift))
        place = self.node(
            "Conv",
            [place, f"{name}.filters", f"{name}.shift"],
            strides=[stride, stride],
            auto_pad="SAME_UPPER",
            # Filters of one channel: each channel has its own.
            group=filters.shape[0] if filters.shape[1] == 1 else 1,
        )
        return place if is_linear else self.node("Clip", [place, "none", "six"])

    def block(self, place: str, name: str, stage: Stage, *, stride: int) -> str:
        """Widen, filter each channel, narrow; what keeps its shape is added to what came in."""
        before = place
        if stage.widens:
            place = self.convolution(place, f"{name}._expand_conv", f"{name}._bn0")
        place = self.convolution(place, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride)
        place = self.convolution(place, f"{name}._project_conv", f"{name}._bn2", is_linear=True)
        narrow = self._weights[f"{name}._project_conv.weight"].shape[0]
        came = self._weights[f"{name}._expand_conv.weight"].shape[1] if stage.widens else 0
        return self.node("Add", [place, before]) if stride == 1 and narrow == came else place

    def written(self) -> bytes:
        picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, SIDE, SIDE])
        features = helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, FEATURES])
        graph = helper.make_graph(self.nodes, "lite0", [picture], [features], self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        return model.SerializeToString()


def _constant(name: str, values: Any) -> Any:
    return numpy_helper.from_array(np.asarray(values, np.float32), name)
