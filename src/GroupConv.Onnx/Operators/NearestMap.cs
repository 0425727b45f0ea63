using GroupConv.Networks;

namespace GroupConv.Onnx.Operators;

/// <summary>
/// Which element of the input is the nearest, in ONNX's words (operator Resize, opset 19). There are many, most of which agree with one of the
/// layer's rules for the sizes that models use; so the elements are compared, and not the words.
/// </summary>
/// <param name="Mode">The attribute <c>mode</c>.</param>
/// <param name="Coordinates">The attribute <c>coordinate_transformation_mode</c>.</param>
/// <param name="Nearest">The attribute <c>nearest_mode</c>.</param>
internal sealed record NearestMap(string Mode, string Coordinates, string Nearest)
{
    // Larger planes are none of a model's.
    private const int MostLength = 1 << 20;

    /// <summary>What Upsample and the first Resize did: the next element below; where planes get smaller, ONNX Runtime takes the one above.</summary>
    public static NearestMap OfOldModels(string mode) => new(mode, "asymmetric", "floor or ceil");

    /// <summary>The rule that chooses the same elements along all axes; null where none does.</summary>
    public NearestRule? RuleFor(IReadOnlyList<(int Input, int Output, float Scale)> axes)
    {
        foreach ((int input, int output, _) in axes)
        {
            if (output > MostLength || input > MostLength || output <= 0 || input <= 0)
                throw new ArgumentException($"a length of {input} cannot become {output}");
        }

        foreach (NearestRule rule in (ReadOnlySpan<NearestRule>)[NearestRule.Floor, NearestRule.HalfPixel])
        {
            if (axes.All(axis => Agrees(rule, axis.Input, axis.Output, axis.Scale)))
                return rule;
        }

        return null;
    }

    private bool Agrees(NearestRule rule, int input, int output, float scale)
    {
        for (int index = 0; index < output; index++)
        {
            int nearest = (int)Math.Clamp(Rounded(Source(index, input, output, scale), scale), 0, input - 1);
            if (nearest != OfRule(rule, index, input, output))
                return false;
        }

        return true;
    }

    /// <summary>The element that the layer takes.</summary>
    private static int OfRule(NearestRule rule, long index, long input, long output) => rule == NearestRule.Floor
        ? (int)(index * input / output)
        : (int)Math.Clamp(((2 * index + 1) * input - 1) / (2 * output), 0, input - 1);

    /// <summary>Where in the input an element of the output comes from.</summary>
    private float Source(int index, int input, int output, float scale) => Coordinates switch
    {
        "asymmetric" => index / scale,
        "half_pixel" => (index + 0.5f) / scale - 0.5f,
        "pytorch_half_pixel" => output > 1 ? (index + 0.5f) / scale - 0.5f : 0,
        "align_corners" => output > 1 ? (float)index * (input - 1) / (output - 1) : 0,
        "tf_half_pixel_for_nn" => (index + 0.5f) / scale,
        "half_pixel_symmetric" => input / 2f * (1 - output / (scale * input)) + (index + 0.5f) / scale - 0.5f,
        _ => throw new ArgumentException($"attribute 'coordinate_transformation_mode' is '{Coordinates}', which is not supported"),
    };

    private float Rounded(float source, float scale) => Nearest switch
    {
        "floor" => MathF.Floor(source),
        "ceil" => MathF.Ceiling(source),
        "round_prefer_floor" => MathF.Ceiling(source - 0.5f),
        "round_prefer_ceil" => MathF.Floor(source + 0.5f),
        "floor or ceil" => scale < 1 ? MathF.Ceiling(source) : MathF.Floor(source),
        _ => throw new ArgumentException($"attribute 'nearest_mode' is '{Nearest}', which is not supported"),
    };
}
