using System.Globalization;
using System.Text;
using GroupConv.Networks.Files;

namespace GroupConv.Cli.Files;

/// <summary>Layer files: a header and one convolution a line, in comma-separated whole numbers behind a name.</summary>
internal static class LayerFile
{
    /// <summary>What the first line must be.</summary>
    public const string Header =
        "name,n,c_in,h,w,c_out,k_h,k_w,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups";

    private const int MostFieldChars = 40;
    private const long MaxBytes = 16 * 1024 * 1024;
    private static readonly string[] Columns = Header.Split(',');

    /// <summary>Reads the whole file. Empty lines count for nothing.</summary>
    /// <param name="stream">Seekable, at the start of the file, UTF-8.</param>
    /// <param name="name">For messages, which name the line too.</param>
    /// <returns>At least one layer.</returns>
    /// <exception cref="InvalidFileException">A line is not as it should be, or the sizes in it do not fit each other.</exception>
    public static IReadOnlyList<Layer> Read(Stream stream, string name)
    {
        if (stream.Length > MaxBytes)
            throw new InvalidFileException(name, $"has {stream.Length} bytes, over {MaxBytes}, the most for a layer file");
        try
        {
            using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), leaveOpen: true);
            return ReadLines(reader, name);
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidFileException(name, "is not UTF-8 text", error);
        }
    }

    private static List<Layer> ReadLines(StreamReader reader, string name)
    {
        string header = reader.ReadLine() ?? throw new InvalidFileException(name, "is empty");
        if (header.Trim() != Header)
            throw new InvalidFileException(name, $"line 1: the header must be {Header}");

        var layers = new List<Layer>();
        int number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                layers.Add(Parse(line));
            }
            catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
            {
                throw new InvalidFileException(name, $"line {number}: {ErrorText.OneLine(error)}", error);
            }
        }

        return layers.Count > 0 ? layers : throw new InvalidFileException(name, "has a header but no layers");
    }

    private static Layer Parse(string line)
    {
        string[] fields = line.Split(',');
        if (fields.Length != Columns.Length)
            throw new FormatException($"expected {Columns.Length} fields, but found {fields.Length}");
        string name = fields[0].Trim();
        if (name.Length == 0 || !VisibleText.IsVisible(name))
            throw new FormatException("the name is empty or has control characters");

        Span<int> numbers = stackalloc int[Columns.Length];
        for (int i = 1; i < fields.Length; i++)
        {
            if (!int.TryParse(fields[i].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
                throw new FormatException($"{Columns[i]} must be a whole number of 32 bits, but is '{VisibleText.Short(fields[i], MostFieldChars)}'");
        }

        var options = new GroupedConv2dOptions(numbers[2], numbers[5], (numbers[6], numbers[7]))
        {
            Stride = (numbers[8], numbers[9]),
            Padding = new Padding(numbers[10], numbers[11], numbers[12], numbers[13]),
            Dilation = (numbers[14], numbers[15]),
            Groups = numbers[16],
        };
        return new Layer(name, new ConvGeometry(options, numbers[1], numbers[3], numbers[4]));
    }
}
