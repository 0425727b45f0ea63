using Google.Protobuf;
using Google.Protobuf.Collections;
using GroupConv.Onnx.Schema;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// Damages models as messages, where damage of bytes would nearly always end in the parser: other lengths, types, names, operators and
/// numbers, nodes that are gone or there twice.
/// </summary>
internal static class ModelMutator
{
    private static readonly long[] Numbers =
        [0, 1, 2, 3, 4, 5, 7, 9, 13, 16, 21, 64, 1000, 65536, int.MaxValue, 1L << 31, 1L << 40, long.MaxValue, -1, -2, -3, int.MinValue, long.MinValue];

    private static readonly float[] Floats = [0, 1, -1, 0.5f, 2, 1e9f, 3e38f, float.NaN, float.PositiveInfinity];

    /// <summary>A damaged copy of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="others">Where pieces may come from.</param>
    /// <param name="random">The same numbers give the same damage.</param>
    public static byte[] Next(ModelProto model, IReadOnlyList<ModelProto> others, Random random)
    {
        ModelProto copy = model.Clone();
        for (int edits = random.Next(1, 4); edits > 0; edits--)
            Edit(copy, Pick(others, random).Graph, random);
        return copy.ToByteArray();
    }

    private static void Edit(ModelProto model, GraphProto other, Random random)
    {
        GraphProto graph = model.Graph;
        switch (random.Next(12))
        {
            case 0 when graph.Node.Count > 0:
                Pick(graph.Node, random).OpType = other.Node.Count > 0 ? Pick(other.Node, random).OpType : "";
                break;
            case 1 when graph.Node.Count > 0:
                graph.Node.RemoveAt(random.Next(graph.Node.Count));
                break;
            case 2 when other.Node.Count > 0:
                graph.Node.Insert(random.Next(graph.Node.Count + 1), Pick(other.Node, random).Clone());
                break;
            case 3:
                graph.Initializer.Add(other.Initializer.Select(tensor => tensor.Clone()));
                break;
            case 4 when graph.Initializer.Count > 0:
                Edit(Pick(graph.Initializer, random), random);
                break;
            case 5 when graph.Input.Count > 0:
                EditShape(Pick(graph.Input, random), random);
                break;
            case 6:
                model.OpsetImport[0].Version = random.Next(8, 23);
                break;
            case 7 when graph.Node.Count > 0 && other.Node.Count > 0:
                Pick(graph.Node, random).Attribute.Add(Pick(other.Node, random).Attribute.Select(attribute => attribute.Clone()));
                break;
            case 8 when graph.Node.Count > 0:
                EditNames(Pick(graph.Node, random).Input, graph, random);
                break;
            case 9 when graph.Node.Count > 0:
                EditNames(Pick(graph.Node, random).Output, graph, random);
                break;
            default:
                AttributeProto[] attributes = [.. graph.Node.SelectMany(node => node.Attribute)];
                if (attributes.Length > 0)
                    Edit(Pick(attributes, random), random);
                break;
        }
    }

    private static void Edit(AttributeProto attribute, Random random)
    {
        switch (attribute.Type)
        {
            case AttributeProto.Types.AttributeType.Int:
                attribute.I = Pick(Numbers, random);
                break;
            case AttributeProto.Types.AttributeType.Float:
                attribute.F = Pick(Floats, random);
                break;
            case AttributeProto.Types.AttributeType.Ints:
                EditNumbers(attribute.Ints, random);
                break;
            case AttributeProto.Types.AttributeType.Tensor when attribute.T is not null:
                Edit(attribute.T, random);
                break;
            default:
                attribute.Type = (AttributeProto.Types.AttributeType)random.Next(9);
                break;
        }
    }

    private static void Edit(TensorProto tensor, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                tensor.DataType = (DataType)random.Next(20);
                break;
            case 1:
                EditNumbers(tensor.Int64Data, random);
                break;
            case 2 when !tensor.RawData.IsEmpty:
                byte[] bytes = tensor.RawData.ToByteArray();
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
                tensor.RawData = ByteString.CopyFrom(bytes.AsSpan(0, random.Next(3) > 0 ? bytes.Length : random.Next(bytes.Length)));
                break;
            case 3 when tensor.Dims.Count > 1:
                tensor.Dims.RemoveAt(0);
                tensor.Dims[0] *= random.Next(2, 5);
                break;
            default:
                EditNumbers(tensor.Dims, random);
                break;
        }
    }

    private static void EditShape(ValueInfoProto input, Random random)
    {
        if (input.Type.TensorType.Shape is { Dim.Count: > 0 } shape)
            Pick(shape.Dim, random).DimValue = random.Next(3) > 0 ? random.Next(1, 9) : Pick(Numbers, random);
    }

    private static void EditNumbers(RepeatedField<long> numbers, Random random)
    {
        if (numbers.Count > 0 && random.Next(4) > 0)
            numbers[random.Next(numbers.Count)] = Pick(Numbers, random);
        else if (numbers.Count > 0 && random.Next(2) > 0)
            numbers.RemoveAt(random.Next(numbers.Count));
        else
            numbers.Add(Pick(Numbers, random));
    }

    private static void EditNames(RepeatedField<string> names, GraphProto graph, Random random)
    {
        string[] others =
            ["", "nothing", .. graph.Initializer.Select(tensor => tensor.Name), .. graph.Node.SelectMany(node => node.Output), .. graph.Input.Select(input => input.Name)];
        if (names.Count > 0 && random.Next(4) > 0)
            names[random.Next(names.Count)] = Pick(others, random);
        else
            names.Add(Pick(others, random));
    }

    private static T Pick<T>(IReadOnlyList<T> choices, Random random) => choices[random.Next(choices.Count)];
}
