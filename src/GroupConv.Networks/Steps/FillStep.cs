using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>One number everywhere: what stands around and between the elements that are copied there next.</summary>
internal sealed unsafe class FillStep(float value, Place output, long elements) : ParallelStep(TasksOf(elements, ElementsPerTask))
{
    private float* _output;

    protected override void Bind(float** buffers) => _output = output.In(buffers);

    protected override void RunTask(long task, float* scratch)
    {
        long first = task * ElementsPerTask;
        new Span<float>(_output + first, (int)Math.Min(ElementsPerTask, elements - first)).Fill(value);
    }
}
