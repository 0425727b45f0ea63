namespace GroupConv.Padded;

/// <summary>Where a padded position takes its value from.</summary>
internal static class PaddingMap
{
    /// <summary>Stands for an explicit zero.</summary>
    public const int Zero = -1;

    /// <param name="position">Row or column counted from the input's first; negative before it.</param>
    /// <param name="size">Rows or columns of the input.</param>
    /// <param name="mode">What the padded elements hold. The geometry has checked that the position can be had.</param>
    /// <returns>Row or column of the input, or <see cref="Zero"/>.</returns>
    public static int Source(int position, int size, PaddingMode mode)
    {
        if ((uint)position < (uint)size)
            return position;
        return mode switch
        {
            PaddingMode.Reflect => position < 0 ? -position : size - 1 - (position - (size - 1)),
            PaddingMode.Replicate => position < 0 ? 0 : size - 1,
            PaddingMode.Circular => position < 0 ? position + size : position - size,
            _ => Zero,
        };
    }
}
