using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>
/// Normalizes each channel by its own mean and population variance. A task is a channel: sums are in double precision, image by image in the
/// order of the elements, so that threads and vectors change no bit.
/// </summary>
/// <param name="sizes">Batch, channels and elements of a plane.</param>
/// <param name="weight">The factor of each channel.</param>
/// <param name="bias">The summand of each channel.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="input">Where the tensor is.</param>
/// <param name="output">Where the result goes.</param>
internal sealed unsafe class BatchStatisticsStep(
    (int Batch, int Channels, long Plane) sizes, float[] weight, float[] bias, float epsilon, Place input, Place output)
    : ParallelStep(sizes.Channels)
{
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        var channel = (int)task;
        double count = (double)sizes.Batch * sizes.Plane, sum = 0, squares = 0;
        for (int image = 0; image < sizes.Batch; image++)
        {
            float* plane = _input + Row(image, channel);
            for (long i = 0; i < sizes.Plane; i++)
                sum += plane[i];
        }

        double mean = sum / count;
        for (int image = 0; image < sizes.Batch; image++)
        {
            float* plane = _input + Row(image, channel);
            for (long i = 0; i < sizes.Plane; i++)
                squares += (plane[i] - mean) * (plane[i] - mean);
        }

        double factor = weight[channel] / Math.Sqrt(squares / count + epsilon), summand = bias[channel];
        for (int image = 0; image < sizes.Batch; image++)
        {
            long row = Row(image, channel);
            for (long i = 0; i < sizes.Plane; i++)
                _output[row + i] = (float)((_input[row + i] - mean) * factor + summand);
        }
    }

    private long Row(int image, int channel) => ((long)image * sizes.Channels + channel) * sizes.Plane;
}
