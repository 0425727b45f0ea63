using System.Text.Json;
using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>Reads the JSON of a safetensors header; what is another kind of value than it should be is an error that names its place.</summary>
internal ref struct HeaderReader
{
    // The header, a tensor in it, an array in that, and one more, so that what is nested too deep is named in our words.
    private const int MostDepth = 4;

    private Utf8JsonReader _json;

    public HeaderReader(ReadOnlySpan<byte> json)
    {
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
    }

    public delegate void Member(ref HeaderReader value, string name);

    /// <summary>Reads the object that comes next.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="member">Reads the value of a member.</param>
    /// <exception cref="SafeTensorsException">It is no object, or has a name twice.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Object(string what, Member member)
    {
        Expect(JsonTokenType.StartObject, what, "an object");
        var names = new HashSet<string>();
        while (Next() != JsonTokenType.EndObject)
        {
            string name = Text(what);
            if (!names.Add(name))
                throw new SafeTensorsException($"{what} has '{VisibleText.Short(name)}' twice");
            member(ref this, name);
        }
    }

    /// <summary>Reads the string that comes next.</summary>
    public string String(string what)
    {
        Expect(JsonTokenType.String, what, "a string");
        return Text(what);
    }

    /// <summary>Reads the array of integers from 0 that comes next.</summary>
    public List<long> Integers(string what)
    {
        Expect(JsonTokenType.StartArray, what, "an array");
        var integers = new List<long>();
        while (Next() != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long integer) || integer < 0)
                throw new SafeTensorsException($"{what} must be integers from 0 to {long.MaxValue}");
            integers.Add(integer);
        }

        return integers;
    }

    /// <summary>Nothing but white space may follow, and it must be whole.</summary>
    public void End()
    {
        while (_json.Read())
            continue;
    }

    private JsonTokenType Next()
    {
        // Cannot be false: what ends too early throws.
        _ = _json.Read();
        return _json.TokenType;
    }

    private void Expect(JsonTokenType type, string what, string kind)
    {
        if (Next() != type)
            throw new SafeTensorsException($"{what} must be {kind}");
    }

    private readonly string Text(string what)
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new SafeTensorsException($"a string in {what} has half of a surrogate pair", inner: error);
        }
    }
}
