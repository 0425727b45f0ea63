namespace GroupConv.Onnx.Values;

/// <summary>What a constant's elements are; types of fewer bits are read as the widest.</summary>
internal enum ConstantKind
{
    Float,
    Integer,
    Bool,
}
