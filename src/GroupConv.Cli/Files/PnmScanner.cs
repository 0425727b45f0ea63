namespace GroupConv.Cli.Files;

/// <summary>
/// Reads a picture's header, and the numbers of the plain formats, byte by byte as Netpbm does: a comment counts as its line's end.
/// </summary>
internal sealed class PnmScanner(Stream stream, string name)
{
    /// <summary>A number after any white space. The one byte behind it, white space too, is taken with it.</summary>
    /// <param name="what">For messages.</param>
    /// <param name="most">The greatest value allowed.</param>
    /// <param name="endAllowed">Whether the file may end right behind the number.</param>
    /// <exception cref="InvalidFileException">There is no such number.</exception>
    public int Number(string what, int most, bool endAllowed = false)
    {
        int next = Next();
        while (IsSpace(next))
            next = Next();
        if (next < 0)
            throw new InvalidFileException(name, $"is truncated: it ends before its {what}");

        long value = 0;
        for (; next is >= '0' and <= '9'; next = Next())
        {
            value = value * 10 + (next - '0');
            if (value > most)
                throw new InvalidFileException(name, $"has a {what} over {most}");
        }

        if (!IsSpace(next) && !(next < 0 && endAllowed))
        {
            throw new InvalidFileException(name,
                next < 0 ? $"is truncated: it ends within or right behind its {what}" : $"has a {what} that is not a number");
        }

        return (int)value;
    }

    /// <exception cref="InvalidFileException">There is more than white space and comments.</exception>
    public void ExpectEnd()
    {
        for (int next = Next(); next >= 0; next = Next())
        {
            if (!IsSpace(next))
                throw new InvalidFileException(name, "has trailing bytes behind its last pixel");
        }
    }

    private int Next()
    {
        int next = stream.ReadByte();
        if (next == '#')
        {
            while (next >= 0 && next != '\n')
                next = stream.ReadByte();
        }

        return next;
    }

    private static bool IsSpace(int value) => value is ' ' or '\t' or '\n' or '\v' or '\f' or '\r';
}
