using System.Runtime.InteropServices;
using Google.Protobuf;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Onnx.Cases;
using AttributeType = GroupConv.Onnx.Schema.AttributeProto.Types.AttributeType;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// Every number of every operator's model at the ends of its range: each is read, or refused with a reason of its own. A text of the framework
/// ("Arithmetic operation resulted in an overflow.") is none.
/// </summary>
public class ExtremeNumberTests
{
    private static readonly long[] Integers = [0, 1, -1, int.MaxValue, int.MinValue, 1L << 31, long.MaxValue, long.MinValue, 1 << 16, 1 << 30];

    private static readonly float[] Floats = [0, -1, 1e-30f, float.MaxValue, float.MinValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static readonly string[] FrameworkTexts =
    [
        "Arithmetic operation", "Specified argument", "Index was", "Actual value was", "(Parameter", "Value cannot be null", "Negating", "Nullable object",
        "Sequence contains", "Collection was", "must be a non-negative value", "Object reference", "Array dimensions", "Destination is too short",
    ];

    [Fact]
    public void Every_number_of_every_operator()
    {
        (int read, int refused) = (0, 0);
        foreach (OperatorCase @case in OperatorCase.All)
        {
            int numbers = Numbers(@case.Model.Proto).Count();
            for (int i = 0; i < numbers; i++)
            {
                for (int extreme = 0; extreme < Integers.Length; extreme++)
                {
                    ModelProto model = @case.Model.Proto.Clone();
                    Numbers(model).ElementAt(i)(extreme);
                    if (IsRead(model, $"{@case.Name}, number {i}, extreme {extreme}"))
                        read++;
                    else
                        refused++;
                }
            }
        }

        read.Should().BeGreaterThan(1000);
        refused.Should().BeGreaterThan(1000);
    }

    [Theory]
    [InlineData("Conv", "pads=[-1,0,0,0]", "a number of attribute 'pads' is -1: only 0 to 2147483647 is supported")]
    [InlineData("Conv", "pads=[0,0,9223372036854775807,0]", "a number of attribute 'pads' is 9223372036854775807: only 0 to 2147483647 is supported")]
    [InlineData("Conv", "strides=[1,9223372036854775807]", "a number of attribute 'strides' is 9223372036854775807: only 1 to 2147483647 is supported")]
    [InlineData("Conv", "dilations=[0,1]", "a number of attribute 'dilations' is 0: only 1 to 2147483647 is supported")]
    [InlineData("ConvTranspose", "group=-2", "attribute 'group' is -2, but must be at least 1")]
    [InlineData("ConvTranspose", "group=2147483647", "the number of output channels is 4294967294: only 0 to 2147483647 is supported")]
    [InlineData("ConvTranspose", "output_padding=[-1,0]", "a number of attribute 'output_padding' is -1: only 0 to 2147483647 is supported")]
    public void Windows(string @operator, string attributes, string reason) =>
        new TestModel().Input("x", 1, 2, 5, 5).Floats("w", [2, 2, 3, 3]).Node(@operator, "x w", "y", attributes).Output("y").Refusal()
            .Should().Be($"node '{@operator}_0' ({@operator}): {reason}");

    [Theory]
    [InlineData(0, 5, 0, "from 0 to 5 by 0 is no range")]
    [InlineData(0, float.NaN, 1, "from 0 to NaN by 1 is no range")]
    [InlineData(float.NegativeInfinity, 1, 1, "from -Infinity to 1 by 1 is no range")]
    [InlineData(0, 3e38f, 1, "the number of elements is 3E+38: only 0 to 2147483647 is supported")]
    public void Ranges(float start, float limit, float delta, string reason) =>
        new TestModel().Input("x", 1).Floats("a", [], start).Floats("b", [], limit).Floats("d", [], delta)
            .Node("Range", "a b d", "r").Node("Add", "x r", "y").Output("y").Refusal().Should().StartWith($"node 'Range_0' (Range): {reason[..20]}");

    [Fact]
    public void Scales()
    {
        foreach ((float scale, string text) in ((float, string)[])[(float.NaN, "NaN"), (float.PositiveInfinity, "Infinity"), (-1, "-4"), (1e30f, "4E+30")])
        {
            new TestModel().Input("x", 1, 1, 1, 4).Floats("s", [4], 1, 1, 1, scale).Node("Resize", "x _ s", "y").Output("y").Refusal()
                .Should().MatchRegex($"^node 'Resize_0' \\(Resize\\): the length of axis 3, 4 times .*, is {text.Replace("+", "\\+")}.*: only 0 to 2147483647 is supported$");
        }
    }

    [Fact]
    public void Integers_that_do_not_fit()
    {
        Refusal("Add", long.MaxValue, 1).Should().Be("node 'Add_0' (Add): 9223372036854775807 + 1 does not fit into 64 bits");
        Refusal("Mul", long.MinValue, -1).Should().Be("node 'Mul_0' (Mul): -9223372036854775808 * -1 does not fit into 64 bits");
        Refusal("Div", long.MinValue, -1).Should().Be("node 'Div_0' (Div): -9223372036854775808 / -1 does not fit into 64 bits");
        new TestModel().Input("x", 1).Floats("a", [1], 1e30f).Node("Cast", "a", "c", "to=7").Node("Reshape", "x c", "y").Output("y").Refusal()
            .Should().Be("node 'Cast_0' (Cast): 1E+30 is no integer of 64 bits");

        static string Refusal(string @operator, long a, long b) =>
            new TestModel().Input("x", 1).Integers("a", a).Integers("b", b).Node(@operator, "a b", "c").Node("Reshape", "x c", "y").Output("y").Refusal();
    }

    private static bool IsRead(ModelProto model, string which)
    {
        try
        {
            OnnxModel.Load(new MemoryStream(model.ToByteArray()));
            return true;
        }
        catch (Exception error) when (error is OnnxException or ArgumentException)
        {
            FrameworkTexts.Where(error.Message.Contains).Should().BeEmpty("{0}: {1}", which, error.Message);
            error.Message.Length.Should().BeGreaterThan(20, which);
            return false;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{which}: {error.GetType().Name}, {error.Message}", error);
        }
    }

    /// <summary>What changes one number of the model, for each number: attributes, and constants that may be shapes, axes or scales.</summary>
    private static IEnumerable<Action<int>> Numbers(ModelProto model)
    {
        const int MostOfOne = 4; // weights have many numbers, which are all alike
        foreach (AttributeProto attribute in model.Graph.Node.SelectMany(node => node.Attribute))
        {
            switch (attribute.Type)
            {
                case AttributeType.Int:
                    yield return extreme => attribute.I = Integers[extreme];
                    break;
                case AttributeType.Float:
                    yield return extreme => attribute.F = Floats[extreme % Floats.Length];
                    break;
                case AttributeType.Ints:
                    for (int i = 0; i < attribute.Ints.Count; i++)
                    {
                        int place = i;
                        yield return extreme => attribute.Ints[place] = Integers[extreme];
                    }

                    break;
                case AttributeType.Floats:
                    for (int i = 0; i < attribute.Floats.Count; i++)
                    {
                        int place = i;
                        yield return extreme => attribute.Floats[place] = Floats[extreme % Floats.Length];
                    }

                    break;
            }
        }

        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            for (int i = 0; i < Math.Min(MostOfOne, tensor.Int64Data.Count); i++)
            {
                int place = i;
                yield return extreme => tensor.Int64Data[place] = Integers[extreme];
            }

            for (int i = 0; i < tensor.Dims.Count; i++)
            {
                int place = i;
                yield return extreme => tensor.Dims[place] = Integers[extreme];
            }

            for (int i = 0; tensor.DataType == DataType.Float && i < Math.Min(MostOfOne, tensor.RawData.Length / sizeof(float)); i++)
            {
                int place = i;
                yield return extreme =>
                {
                    byte[] bytes = tensor.RawData.ToByteArray();
                    MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[place] = Floats[extreme % Floats.Length];
                    tensor.RawData = ByteString.CopyFrom(bytes);
                };
            }
        }

        foreach (DimensionProto axis in model.Graph.Input.SelectMany(input => input.Type.TensorType.Shape.Dim))
            yield return extreme => axis.DimValue = Integers[extreme];
    }
}
