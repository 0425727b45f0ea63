namespace GroupConv.Onnx.Operators;

/// <summary>ONNX's attribute <c>auto_pad</c>.</summary>
internal enum AutoPad
{
    NotSet,
    Valid,
    SameUpper,
    SameLower,
}
