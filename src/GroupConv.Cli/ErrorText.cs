using System.Text.RegularExpressions;
using GroupConv.Networks.Files;

namespace GroupConv.Cli;

/// <summary>Messages of exceptions, fit for one line on a terminal.</summary>
internal static partial class ErrorText
{
    /// <summary>The message without the parameter's name that .NET appends, and without line breaks; characters that a terminal would obey are shown as numbers.</summary>
    public static string OneLine(Exception error)
    {
        if (error is OverflowException && error.Message == new OverflowException().Message)
            return "the sizes are too large: an element or FLOP count is over 2^63 - 1";
        string text = error is ArgumentOutOfRangeException ? ActualValue().Replace(error.Message, "") : error.Message;
        return VisibleText.Of(LineBreaks().Replace(ParameterName().Replace(text, ""), " ").Trim());
    }

    /// <summary>The message of <see cref="OneLine(Exception)"/> behind the file's name, unless it has the name already.</summary>
    public static string OneLine(Exception error, string path)
    {
        string text = OneLine(error), shown = VisibleText.Of(path);
        return text.Contains(shown, StringComparison.Ordinal) ? text : $"{shown}: {text}";
    }

    [GeneratedRegex(@"\s*\(Parameter '[^']*'\)")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"\r?\nActual value was .*$")]
    private static partial Regex ActualValue();

    [GeneratedRegex(@"[\r\n]+")]
    private static partial Regex LineBreaks();
}
