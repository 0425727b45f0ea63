using System.CommandLine;
using GroupConv.Cli.Commands;
using GroupConv.Networks;

namespace GroupConv.Cli.Networks;

/// <summary>Options of all commands that take a network.</summary>
internal static class NetworkOptions
{
    public static Argument<string> Model() => new("model") { Description = ModelSource.Description };

    public static Option<Setting<string?>> Weights() => CommonOptions.Path("--weights", "A .safetensors file, for a network by name.");

    public static Option<Setting<IReadOnlyDictionary<string, TensorShape>>> Shapes() => CommonOptions.Create(
        "--shape", "Shapes of inputs that the model leaves open: input=1x3x224x224, with commas between several.", ShapesOf, byDefault: "");

    private static IReadOnlyDictionary<string, TensorShape> ShapesOf(string text)
    {
        var shapes = new Dictionary<string, TensorShape>();
        foreach (string one in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = one.LastIndexOf('=');
            if (equals <= 0)
                throw new FormatException($"must be name=1x3x224x224, but is '{one}'");
            int[] lengths = [.. one[(equals + 1)..].Split('x').Select(length => ValueText.Number(length, least: 0, most: int.MaxValue))];
            shapes[one[..equals]] = new TensorShape(lengths);
        }

        return shapes;
    }
}
