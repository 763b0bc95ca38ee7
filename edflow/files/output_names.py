"""What TensorFlow calls the outputs of its ops.

In a graph an output is a number, `split:1`; in a function it is a name and a number,
`split:output:1`. Here stand the names, which an op of edflow does not need.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from edflow.errors import UnimplementedError

# Ops that give several lists, each of a length of its own.
UNEVEN = frozenset({"ParseExampleV2", "ParseSequenceExampleV2"})

# By the names of the outputs the op types that have them; a star marks a list. All that
# are not here have one, `output`.
_TYPES = {
    "y": """
        Abs Acos Acosh Asin Asinh Atan Atanh BesselI0 BesselI0e BesselI1
        BesselI1e Cast Ceil ComplexAbs ConjugateTranspose Cos Cosh Digamma Erf
        Erfc Erfinv Exp Expm1 Floor Invert InvertPermutation IsFinite IsInf
        IsNan Lgamma Log Log1p LogicalNot Ndtri Neg Reciprocal Rint Round Rsqrt
        Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike""",
    "z": """
        Add AddV2 ApproximateEqual Atan2 Betainc BitwiseAnd BitwiseOr BitwiseXor
        DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Igamma Igammac
        LeftShift Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mul
        MulNoNan NotEqual Polygamma Pow RealDiv ReciprocalGrad RightShift
        RsqrtGrad SigmoidGrad SqrtGrad SquaredDifference Sub TanhGrad
        TruncateDiv TruncateMod Xdivy Xlog1py Xlogy Zeta""",
    "out": """
        ApplyAdadelta ApplyAdagrad ApplyAdagradDA ApplyAdam ApplyCenteredRMSProp
        ApplyFtrl ApplyFtrlV2 ApplyGradientDescent ApplyMomentum
        ApplyProximalAdagrad ApplyProximalGradientDescent ApplyRMSProp Complex
        Cumprod Cumsum CumulativeLogsumexp HistogramFixedWidth
        SparseApplyAdadelta SparseApplyAdagrad SparseApplyAdagradDA
        SparseApplyCenteredRMSProp SparseApplyFtrl SparseApplyFtrlV2
        SparseApplyMomentum SparseApplyProximalAdagrad
        SparseApplyProximalGradientDescent SparseApplyRMSProp""",
    "output_ref": """
        Assign AssignAdd AssignSub ScatterAdd ScatterDiv ScatterMax ScatterMin
        ScatterMul ScatterNdAdd ScatterNdSub ScatterNdUpdate ScatterSub
        ScatterUpdate StridedSliceAssign""",
    "output*": """
        DecodeCSV IdentityN If ShapeN Split SplitV StatelessIf StatelessWhile Unpack
        While""",
    "activations": "Elu LeakyRelu Relu Relu6 Selu Softplus Softsign",
    "backprops": "EluGrad LeakyReluGrad Relu6Grad ReluGrad SeluGrad SoftsignGrad",
    "output_handle": """
        TensorListFromTensor TensorListPushBack
        TensorListScatterIntoExistingList TensorListSetItem TensorListSplit""",
    "product": "Cross MatMul SparseMatMul SparseTensorDenseMatMul",
    "sampled_candidates true_expected_count sampled_expected_count": """
        AllCandidateSampler FixedUnigramCandidateSampler
        LogUniformCandidateSampler UniformCandidateSampler""",
    "": "Assert NoOp SaveV2 WriteFile",
    "i cs f o ci co h": "BlockLSTM BlockLSTMV2 LSTMBlockCell",
    "diagonal": "DiagPart MatrixDiagPartV3",
    "handle": "EmptyTensorList TensorListReserve",
    "indices values shape": "StringSplit StringSplitV2",
    "loss backprop": """
        SoftmaxCrossEntropyWithLogits SparseSoftmaxCrossEntropyWithLogits""",
    "begin size bboxes": "SampleDistortedBoundingBoxV2",
    "binary_examples": "DecodeJSONExample",
    "contents": "EncodeJpeg EncodeJpegVariableQuality EncodePng ReadFile",
    "crops": "CropAndResize",
    "filenames": "MatchingFiles",
    "glimpse": "ExtractGlimpse",
    "image": """
        DecodeAndCropJpeg DecodeBmp DecodeGif DecodeImage DecodeJpeg DecodePng""",
    "image_shape": "ExtractJpegShape",
    "resized_images": """
        ResizeArea ResizeBicubic ResizeBilinear ResizeNearestNeighbor""",
    "selected_indices": "NonMaxSuppressionV3 NonMaxSuppressionWithOverlaps",
    "selected_indices valid_outputs": "NonMaxSuppressionV4",
    "selected_indices selected_scores valid_outputs": "NonMaxSuppressionV5",
    "serialized": "SerializeTensor",
    "serialized_sparse": "SerializeManySparse SerializeSparse",
    "sparse_indices sparse_values sparse_shape": "DeserializeManySparse",
    "summary": """
        AudioSummaryV2 HistogramSummary ImageSummary MergeSummary ScalarSummary
        TensorSummaryV2""",
    "x_grad cs_prev_grad h_prev_grad w_grad wci_grad wcf_grad wco_grad b_grad": """
        BlockLSTMGrad BlockLSTMGradV2""",
    "band": "MatrixBandPart",
    "cs_prev_grad dicfo wci_grad wcf_grad wco_grad": "LSTMBlockCellGrad",
    "d_x d_h_prev d_c_bar d_r_bar_u_bar": "GRUBlockCellGrad",
    "decoded_indices decoded_values decoded_shape log_probability": "CTCGreedyDecoder",
    "decoded_indices* decoded_values* decoded_shape* log_probability": """
        CTCBeamSearchDecoder""",
    "dense": "SparseToDense",
    "e v": "SelfAdjointEigV2",
    "filter_backprop": "Dilation2DBackpropFilter",
    "in_backprop": "Dilation2DBackpropInput",
    "index": "Where",
    "indices ids weights": "ComputeAccidentalHits",
    "is_initialized": "IsVariableInitialized",
    "item": "TensorListGetItem",
    "length": "TensorListLength",
    "logsoftmax": "LogSoftmax",
    "loss gradient": "CTCLoss",
    "merged": "DynamicStitch",
    "offset*": "ConcatOffset",
    "out idx": "ListDiff",
    "output argmax": "MaxPoolWithArgmax",
    "output_handle tensor": "TensorListPopBack",
    "output_indices output_shape": "SparseReshape",
    "output_indices output_values": "SparseReorder",
    "output_indices output_values empty_row_indicator reverse_index_map": """
        SparseFillEmptyRows""",
    "output_indices output_values output_shape": "SparseConcat",
    "outputs*": "DynamicPartition",
    "patches": "ExtractImagePatches",
    "precision": "InTopKV2",
    "q r": "Qr",
    "r u c h": "GRUBlockCell",
    "r0": "BroadcastArgs",
    "r0 r1": "BroadcastGradientArgs",
    "ref": "VariableV2",
    "s u v": "Svd",
    "sign log_abs_determinant": "LogMatrixDeterminant",
    "softmax": "Softmax",
    "sum": "AddN",
    "tensor": "TensorListStack",
    "tensor lengths": "TensorListConcatV2",
    "tensors*": "RestoreV2",
    "values": "TensorListGather",
    "values indices": "TopKV2",
    "x_backprop scale_backprop offset_backprop reserve_space_4 reserve_space_5": """
        FusedBatchNormGradV3""",
    "y batch_mean batch_variance reserve_space_1 reserve_space_2 reserve_space_3": """
        FusedBatchNormV3""",
    "y idx": "Unique",
    "y idx count": "UniqueWithCounts",
}


@cache
def _names() -> dict[str, list[str]]:
    return {
        op_type: names.split()
        for names, op_types in _TYPES.items()
        for op_type in op_types.split()
    }


def output_names(op_type: str, n_outputs: int) -> Iterator[str]:
    """The outputs of an operation, in their order, as a function refers to them.

    Raises:
      UnimplementedError: the op gives lists of several lengths.

    >>> list(output_names("TopKV2", 2)), list(output_names("Split", 2))
    (['values:0', 'indices:0'], ['output:0', 'output:1'])
    """
    if op_type in UNEVEN:
        raise UnimplementedError(
            None,
            None,
            f"{op_type} cannot stand inside a branch or a loop of a GraphDef; parse "
            "outside and use its results inside",
        )
    names = _names().get(op_type, ["output"])
    n_lists = sum(name.endswith("*") for name in names)
    length = (n_outputs - len(names) + n_lists) // n_lists if n_lists else 0
    for name in names:
        for i in range(length if name.endswith("*") else 1):
            yield f"{name.removesuffix('*')}:{i}"
