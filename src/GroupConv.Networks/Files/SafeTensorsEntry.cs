using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>What a safetensors header says of a tensor.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its shape; at most as many elements as an array may have.</param>
/// <param name="Begin">The first of its bytes, counted from the first of all tensors'.</param>
/// <param name="End">The byte behind its last one; the difference fits type and shape.</param>
internal sealed record SafeTensorsEntry(string Name, ElementType Type, TensorShape Shape, long Begin, long End)
{
    private const string TypeKey = "dtype", ShapeKey = "shape", PlaceKey = "data_offsets";

    /// <summary>Reads the object that comes next and checks it.</summary>
    /// <exception cref="SafeTensorsException">Anything is wrong with it.</exception>
    public static SafeTensorsEntry Read(ref HeaderReader header, string name)
    {
        string? type = null;
        List<long>? lengths = null, place = null;
        try
        {
            header.Object("its entry", (ref HeaderReader value, string key) =>
            {
                switch (key)
                {
                    case TypeKey: type = value.String(key); break;
                    case ShapeKey: lengths = value.Integers(key); break;
                    case PlaceKey: place = value.Integers(key); break;
                    default: throw new SafeTensorsException($"its entry has an unknown '{VisibleText.Short(key)}'");
                }
            });
        }
        catch (SafeTensorsException error)
        {
            throw new SafeTensorsException(error.Message, name, error);
        }

        if (type is null || lengths is null || place is null)
            throw new SafeTensorsException($"its entry lacks {(type is null ? TypeKey : lengths is null ? ShapeKey : PlaceKey)}", name);
        ElementType elements = ElementType.Find(type)
            ?? throw new SafeTensorsException($"the type '{VisibleText.Short(type)}' is none that can be read: {ElementType.Names}", name);
        return Checked(name, elements, lengths, place);
    }

    private static SafeTensorsEntry Checked(string name, ElementType type, List<long> lengths, List<long> place)
    {
        if (place is not [long begin, long end] || begin > end)
            throw new SafeTensorsException($"{PlaceKey} must be a first byte and the one behind the last, but they are [{ListText(place)}]", name);
        TensorShape shape = ShapeOf(name, lengths);
        // In 128 bits: 2^31 elements of 8 bytes are no overflow, but the check should not depend on that.
        Int128 bytes = (Int128)shape.Elements * type.Size;
        if (bytes != end - begin)
        {
            string got = $"but {PlaceKey} [{begin}, {end}] are {end - begin}";
            throw new SafeTensorsException($"shape {VisibleText.Short(shape.ToString())} of {type.Name} is {bytes} bytes, {got}", name);
        }

        return new SafeTensorsEntry(name, type, shape, begin, end);
    }

    private static TensorShape ShapeOf(string name, List<long> lengths)
    {
        try
        {
            TensorShape shape = [.. lengths.Select(length => checked((int)length))];
            if (shape.Elements <= Array.MaxLength)
                return shape;
        }
        catch (OverflowException)
        {
            // Said below.
        }

        throw new SafeTensorsException($"shape [{ListText(lengths)}] is more than the {Array.MaxLength} elements that a tensor may have", name);
    }

    private static string ListText(List<long> values) => VisibleText.Short(string.Join(", ", values));
}
