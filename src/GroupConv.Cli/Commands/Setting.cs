namespace GroupConv.Cli.Commands;

/// <summary>
/// An option's value and the text it was read from. Defaults are written as a user would write them, since help shows that text.
/// </summary>
internal readonly record struct Setting<T>(string Text, T Value)
{
    /// <summary>What help shows.</summary>
    public override string ToString() => Text;
}
