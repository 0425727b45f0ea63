namespace GroupConv.Gradients;

/// <summary>Copies the same part of every plane.</summary>
/// <param name="planes">How many there are.</param>
/// <param name="from">Rows and columns of a whole plane.</param>
/// <param name="first">The part's first row and column.</param>
/// <param name="part">Rows and columns of the part.</param>
internal sealed unsafe class CutJob(long planes, Size2d from, Size2d first, Size2d part) : PlaneJob(planes, (long)part.Height * part.Width)
{
    protected override void RunPlane(long plane)
    {
        float* source = Source + ((plane * from.Height + first.Height) * from.Width + first.Width);
        float* destination = Destination + plane * part.Height * part.Width;
        for (int row = 0; row < part.Height; row++, source += from.Width, destination += part.Width)
            new ReadOnlySpan<float>(source, part.Width).CopyTo(new Span<float>(destination, part.Width));
    }
}
