namespace GroupConv.Gradients;

/// <summary>Some images, or some rows of one, or some columns of one of its rows.</summary>
internal readonly record struct LineChunk(long FirstImage, long Images, long FirstRow, long Rows, long FirstColumn, long Columns)
{
    public long EndImage => FirstImage + Images;
}
