using System.Globalization;

namespace GroupConv.Cli.Files;

/// <summary>The dictionary at the start of a <c>.npy</c> file: exactly the keys descr, fortran_order and shape, in any order.</summary>
internal sealed record NpyHeader(string Descr, bool FortranOrder, IReadOnlyList<int> Shape)
{
    // As many axes as an array of NumPy can have.
    private const int MaxAxes = 64;

    /// <summary>Reads the Python literal, for example <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (1, 3), }</c>.</summary>
    /// <exception cref="FormatException">It is not one, or says something no array can be.</exception>
    public static NpyHeader Parse(string text)
    {
        var scanner = new Scanner(text);
        string? descr = null;
        bool? fortranOrder = null;
        IReadOnlyList<int>? shape = null;
        scanner.Expect('{');
        while (!scanner.TryTake('}'))
        {
            string key = scanner.String();
            scanner.Expect(':');
            switch (key)
            {
                case "descr" when descr is null: descr = scanner.String(); break;
                case "fortran_order" when fortranOrder is null: fortranOrder = scanner.Boolean(); break;
                case "shape" when shape is null: shape = scanner.Tuple(); break;
                default: throw new FormatException($"the key '{key}' is unknown or comes twice");
            }

            if (!scanner.TryTake(','))
            {
                scanner.Expect('}');
                break;
            }
        }

        scanner.ExpectEnd();
        return new NpyHeader(
            descr ?? throw new FormatException("the key 'descr' is missing"),
            fortranOrder ?? throw new FormatException("the key 'fortran_order' is missing"),
            shape ?? throw new FormatException("the key 'shape' is missing"));
    }

    /// <summary>Walks over the few kinds of Python literals that such a header has.</summary>
    private sealed class Scanner(string text)
    {
        private int _at;

        public bool TryTake(char wanted)
        {
            SkipSpace();
            if (_at == text.Length || text[_at] != wanted)
                return false;
            _at++;
            return true;
        }

        public void Expect(char wanted)
        {
            if (!TryTake(wanted))
                throw new FormatException($"expected '{wanted}' at character {_at}, but found {Found()}");
        }

        public void ExpectEnd()
        {
            SkipSpace();
            if (_at != text.Length)
                throw new FormatException($"expected the end at character {_at}, but found {Found()}");
        }

        public string String()
        {
            SkipSpace();
            if (_at == text.Length || text[_at] is not ('\'' or '"'))
                throw new FormatException($"expected a quoted string at character {_at}, but found {Found()}");
            int end = text.IndexOf(text[_at], _at + 1);
            if (end < 0)
                throw new FormatException($"the string at character {_at} does not end");
            string value = text[(_at + 1)..end];
            if (value.Any(c => char.IsControl(c) || c == '\\'))
                throw new FormatException($"the string at character {_at} has escapes or control characters");
            _at = end + 1;
            return value;
        }

        public bool Boolean()
        {
            SkipSpace();
            foreach (bool value in (ReadOnlySpan<bool>)[true, false])
            {
                string word = value ? "True" : "False";
                if (string.CompareOrdinal(text, _at, word, 0, word.Length) == 0)
                {
                    _at += word.Length;
                    return value;
                }
            }

            throw new FormatException($"expected True or False at character {_at}, but found {Found()}");
        }

        public List<int> Tuple()
        {
            var lengths = new List<int>();
            bool comma = true;
            Expect('(');
            while (!TryTake(')'))
            {
                if (!comma)
                    throw new FormatException($"expected ',' or ')' at character {_at}, but found {Found()}");
                if (lengths.Count == MaxAxes)
                    throw new FormatException($"the shape has over {MaxAxes} axes");
                lengths.Add(Number());
                comma = TryTake(',');
            }

            // In Python (3) is a number and only (3,) a tuple.
            if (lengths.Count == 1 && !comma)
                throw new FormatException("the shape of one axis lacks its comma");
            return lengths;
        }

        private int Number()
        {
            SkipSpace();
            int end = _at;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end == _at)
                throw new FormatException($"expected a length (0 or more) at character {_at}, but found {Found()}");
            ReadOnlySpan<char> digits = text.AsSpan(_at, end - _at);
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                throw new FormatException($"a length of {digits} is over {int.MaxValue}");
            _at = end;
            return value;
        }

        private void SkipSpace()
        {
            while (_at < text.Length && (text[_at] is ' ' or '\t' or '\n' or '\r'))
                _at++;
        }

        private string Found() => _at == text.Length ? "the end" : char.IsControl(text[_at]) ? $"character code {(int)text[_at]}" : $"'{text[_at]}'";
    }
}
