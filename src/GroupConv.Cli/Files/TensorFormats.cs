namespace GroupConv.Cli.Files;

/// <summary>The kinds of files that hold a tensor, known by the ends of their names.</summary>
internal enum TensorFormat
{
    /// <summary>.npy</summary>
    Npy,

    /// <summary>.ppm: three channels.</summary>
    Ppm,

    /// <summary>.pgm: one channel.</summary>
    Pgm,
}

/// <summary>Reads and writes a tensor in the format that the file's name asks for.</summary>
internal static class TensorFormats
{
    /// <exception cref="UserErrorException">The name ends in none of the kinds.</exception>
    public static TensorFormat OfPath(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".NPY" => TensorFormat.Npy,
        ".PPM" => TensorFormat.Ppm,
        ".PGM" => TensorFormat.Pgm,
        _ => throw new UserErrorException($"{path}: the name must end in .npy, .ppm or .pgm"),
    };

    /// <exception cref="UserErrorException">The file is not there or not of its kind.</exception>
    public static TensorData Read(string path) =>
        InputFile.Read<TensorData>(path, OfPath(path) == TensorFormat.Npy ? NpyFile.Read : PnmFile.Read);

    /// <summary>Says before the work that a shape has no place in a picture.</summary>
    /// <exception cref="UserErrorException">It has not.</exception>
    public static void ThrowIfUnfit(TensorFormat format, IReadOnlyList<int> shape, string path)
    {
        if (format == TensorFormat.Npy)
            return;
        int channels = format == TensorFormat.Ppm ? 3 : 1;
        if (shape[0] != 1 || shape[1] != channels)
            throw new UserErrorException(
                $"{path}: a picture of this kind holds [1, {channels}, H, W], but the output is {TensorData.Text(shape)}; write .npy instead");
    }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void Write(string path, TensorFormat format, TensorData tensor, CancellationToken cancellation) => AtomicFile.Write(path, stream =>
    {
        if (format == TensorFormat.Npy)
            NpyFile.Write(stream, tensor, cancellation);
        else
            PnmFile.Write(stream, tensor, cancellation);
    });
}
