using System.Numerics.Tensors;
using System.Reflection;

namespace GroupConv.Tests.Core.Hostile;

/// <summary>
/// Values that nobody should pass, mixed with good ones. Whole numbers are small or so large that no array has that many elements: what is
/// between would be accepted, and cost gigabytes.
/// </summary>
internal static class HostileArguments
{
    private static readonly int[] Numbers = [int.MinValue, -1, 0, 1, 1, 2, 2, 3, 5, int.MaxValue - 1, int.MaxValue];
    private static readonly int[] MostlyGood = [-1, 0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, int.MaxValue];
    private static readonly int[] Sizes = [1, 2, 3, 4, 5, 7, 16, 46_341, 65_536, 1 << 20, int.MaxValue - 1, int.MaxValue];
    private static readonly float[] Floats = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0f, 1f, float.MaxValue, float.Epsilon];
    private static readonly GroupedConv2d Layer = new(new GroupedConv2dOptions(2, 4, 3) { Padding = 1, Groups = 2 });
    private static readonly GroupedConvTranspose2d Transposed = new(
        new GroupedConvTranspose2dOptions(2, 4, 3) { Padding = 1, Groups = 2 }, new float[36], new float[4]);

    private static readonly GroupedConv1d Line = new(new GroupedConv1dOptions(2, 4, 3) { Padding = 1, Groups = 2 });

    private static readonly Dictionary<Type, Func<Random, object?>> Kinds = new()
    {
        [typeof(int)] = random => Pick(Numbers, random),
        [typeof(long)] = random => random.Next(4) == 0 ? long.MinValue + random.Next(2) * (long.MaxValue - 3) : Pick(Numbers, random),
        [typeof(float)] = random => Pick(Floats, random),
        [typeof(Size2d)] = random => new Size2d(Pick(MostlyGood, random), Pick(MostlyGood, random)),
        [typeof((int, int))] = random => (Pick(Numbers, random), Pick(Numbers, random)),
        [typeof(GroupedConv2dOptions)] = random => random.Next(20) == 0 ? null : Options(random),
        [typeof(GroupedConv1dOptions)] = random => random.Next(20) == 0 ? null : LineOptions(random),
        [typeof(ConvGeometry)] = random => random.Next(20) == 0 ? null : Geometry(random),
        [typeof(IReadOnlyList<GroupedConv2d>)] = Parts,
        [typeof(Tensor<float>)] = SomeTensor,
        [typeof(CancellationToken)] = _ => CancellationToken.None,
    };

    public static bool AllKnown(MethodBase member) =>
        member.GetParameters().All(parameter => parameter.ParameterType.IsEnum || Kinds.ContainsKey(parameter.ParameterType));

    public static object? Draw(Type type, Random random) =>
        type.IsEnum ? Enum.ToObject(type, random.Next(-1, 9)) : Kinds[type](random);

    public static object? Instance(MethodBase member) =>
        member.IsStatic ? null
        : member.DeclaringType == typeof(GroupedConv1d) ? Line
        : member.DeclaringType == typeof(GroupedConvTranspose2d) ? Transposed
        : member.DeclaringType == typeof(GroupedConvTranspose2dOptions) ? Transposed.Options
        : Layer;

    private static GroupedConv2dOptions Options(Random random) => new(Pick(MostlyGood, random), Pick(MostlyGood, random), new Size2d(Pick(MostlyGood, random), Pick(MostlyGood, random)))
    {
        Stride = (Rarely(random, 1), Rarely(random, 1)),
        Dilation = (Rarely(random, 1), Rarely(random, 1)),
        Groups = Rarely(random, 1),
        Padding = SomePadding(random),
        PaddingMode = (PaddingMode)Rarely(random, 0),
        Algorithm = (ConvAlgorithm)Rarely(random, random.Next(7)),
        Tier = (VectorTier)Rarely(random, random.Next(5)),
        InputLayout = (TensorLayout)Rarely(random, random.Next(3)),
        OutputLayout = (TensorLayout)Rarely(random, random.Next(3)),
    };

    private static GroupedConv1dOptions LineOptions(Random random) => new(Pick(MostlyGood, random), Pick(MostlyGood, random), Pick(MostlyGood, random))
    {
        Stride = Rarely(random, 1),
        Dilation = Rarely(random, 1),
        Groups = Rarely(random, 1),
        Padding = (Rarely(random, 0), Rarely(random, 1)),
        PaddingMode = (PaddingMode)Rarely(random, 0),
    };

    private static Padding SomePadding(Random random) => random.Next(6) switch
    {
        0 => Padding.SameUpper,
        1 => Padding.SameLower,
        _ => new Padding(Rarely(random, 0), Rarely(random, 1), Rarely(random, 0), Rarely(random, 1)),
    };

    /// <summary>Sizes that a geometry accepts, also those that no memory holds.</summary>
    private static ConvGeometry Geometry(Random random)
    {
        while (true)
        {
            try
            {
                return new ConvGeometry(Options(random), Math.Max(0, Pick(Numbers, random)), Pick(Sizes, random), Pick(Sizes, random));
            }
            catch (Exception error) when (error is ArgumentException or OverflowException)
            {
                // The next ones may be good.
            }
        }
    }

    /// <summary>At times more than one array of weights.</summary>
    private static IReadOnlyList<GroupedConv2d>? Parts(Random random) => random.Next(6) switch
    {
        0 => null,
        1 => [],
        2 => [Layer, null!],
        3 => [Layer, Line.Layer],
        4 => new Repeated(new GroupedConv2d(new GroupedConv2dOptions(1, 1, 64)), 1 << 20),
        _ => [Layer, Layer],
    };

    private static Tensor<float>? SomeTensor(Random random) => random.Next(5) switch
    {
        0 => null,
        1 => Tensor.CreateFromShape<float>([2, 2]),
        2 => Tensor.CreateFromShape<float>([random.Next(3), 2, random.Next(4)]),
        3 => Tensor.CreateFromShape<float>([random.Next(3), 4, 3, 3]),
        _ => Tensor.CreateFromShape<float>([random.Next(3), 2, random.Next(4), random.Next(4)]),
    };

    private static int Rarely(Random random, int usual) => random.Next(8) == 0 ? Pick(Numbers, random) : usual;

    private static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];

    /// <summary>A long list that takes no memory.</summary>
    private sealed class Repeated(GroupedConv2d part, int count) : IReadOnlyList<GroupedConv2d>
    {
        public int Count => count;

        public GroupedConv2d this[int index] => part;

        public IEnumerator<GroupedConv2d> GetEnumerator() => Enumerable.Repeat(part, count).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
