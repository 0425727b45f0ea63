using System.Runtime.InteropServices;

namespace GroupConv.Benchmarks.Peers.OneDnn;

/// <summary>
/// dnnl_memory_desc_t: the shape of a tensor and its order in memory. Only the library looks inside; it has 696 bytes in 2.6.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 1024)]
internal struct DnnlMemoryDescription;

/// <summary>dnnl_convolution_desc_t, likewise; 5976 bytes in 2.6.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8192)]
internal struct DnnlConvolutionDescription;

/// <summary>dnnl_exec_arg_t: what a primitive reads or writes.</summary>
/// <param name="Argument">Which of its arguments.</param>
/// <param name="Memory">A dnnl_memory_t.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DnnlArgument(int Argument, nint Memory);
