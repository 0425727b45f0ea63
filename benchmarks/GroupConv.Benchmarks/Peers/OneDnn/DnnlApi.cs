using System.Runtime.InteropServices;

namespace GroupConv.Benchmarks.Peers.OneDnn;

/// <summary>
/// The functions of oneDNN 2's C interface (dnnl.h) that a convolution needs. Handles are pointers; what the library reports as failed
/// is thrown.
/// </summary>
internal sealed unsafe class DnnlApi
{
    private const string Library = "libdnnl.so.2";
    private const string OpenMp = "libgomp.so.1";
    private readonly nint _library;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, int, DnnlArgument*, int> _execute;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _wait;

    /// <exception cref="PeerMissingException">The library cannot be loaded.</exception>
    public DnnlApi()
    {
        if (!NativeLibrary.TryLoad(Library, out _library))
            throw new PeerMissingException($"{Library} is not installed");
        _execute = (delegate* unmanaged[Cdecl]<nint, nint, int, DnnlArgument*, int>)At("dnnl_primitive_execute");
        _wait = (delegate* unmanaged[Cdecl]<nint, int>)At("dnnl_stream_wait");
        // dnnl_version_t starts with major, minor, patch.
        int* version = ((delegate* unmanaged[Cdecl]<int*>)At("dnnl_version"))();
        Version = $"{version[0]}.{version[1]}.{version[2]}";
    }

    public string Version { get; }

    /// <summary>For all calls of oneDNN that the current thread makes from now on.</summary>
    /// <exception cref="PeerMissingException">The library's threads are not GNU OpenMP's.</exception>
    public static void SetThreads(int threads)
    {
        if (!NativeLibrary.TryLoad(OpenMp, out nint library))
            throw new PeerMissingException($"{OpenMp} is not installed, so {Library} cannot be told how many threads to use");
        ((delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(library, "omp_set_num_threads"))(threads);
    }

    public nint CreateEngine()
    {
        nint engine;
        Check(((delegate* unmanaged[Cdecl]<nint*, int, nuint, int>)At("dnnl_engine_create"))(&engine, DnnlConstants.Cpu, 0));
        return engine;
    }

    public nint CreateStream(nint engine)
    {
        nint stream;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint, uint, int>)At("dnnl_stream_create"))(&stream, engine, DnnlConstants.DefaultStream));
        return stream;
    }

    public DnnlMemoryDescription Describe(int format, params ReadOnlySpan<long> shape)
    {
        DnnlMemoryDescription description;
        fixed (long* lengths = shape)
        {
            Check(((delegate* unmanaged[Cdecl]<DnnlMemoryDescription*, int, long*, int, int, int>)At("dnnl_memory_desc_init_by_tag"))(
                &description, shape.Length, lengths, DnnlConstants.Float32, format));
        }

        return description;
    }

    public long SizeInBytes(in DnnlMemoryDescription description)
    {
        fixed (DnnlMemoryDescription* start = &description)
            return (long)((delegate* unmanaged[Cdecl]<DnnlMemoryDescription*, nuint>)At("dnnl_memory_desc_get_size"))(start);
    }

    /// <summary>Memory that stays the caller's.</summary>
    public nint CreateMemory(nint engine, in DnnlMemoryDescription description, float* values)
    {
        nint memory;
        fixed (DnnlMemoryDescription* start = &description)
        {
            Check(((delegate* unmanaged[Cdecl]<nint*, DnnlMemoryDescription*, nint, float*, int>)At("dnnl_memory_create"))(
                &memory, start, engine, values));
        }

        return memory;
    }

    /// <returns>A primitive descriptor: the implementation that the library chose, and the formats it wants.</returns>
    /// <exception cref="NotSupportedException">The library has no implementation for this.</exception>
    public nint CreateConvolutionDescriptor(
        nint engine, ConvGeometry g, DnnlMemoryDescription source, DnnlMemoryDescription weights, DnnlMemoryDescription bias,
        DnnlMemoryDescription destination)
    {
        DnnlConvolutionDescription operation;
        nint descriptor;
        long* strides = stackalloc long[] { g.Stride.Height, g.Stride.Width };
        // oneDNN counts the elements between taps, not the distance.
        long* dilation = stackalloc long[] { g.Dilation.Height - 1, g.Dilation.Width - 1 };
        long* before = stackalloc long[] { g.PadTop, g.PadLeft };
        long* after = stackalloc long[] { g.PadBottom, g.PadRight };
        Check(((delegate* unmanaged[Cdecl]<DnnlConvolutionDescription*, int, int, DnnlMemoryDescription*, DnnlMemoryDescription*,
            DnnlMemoryDescription*, DnnlMemoryDescription*, long*, long*, long*, long*, int>)At(
            "dnnl_dilated_convolution_forward_desc_init"))(
            &operation, DnnlConstants.ForwardInference, DnnlConstants.ConvolutionAuto, &source, &weights, &bias, &destination,
            strides, dilation, before, after));
        Check(((delegate* unmanaged[Cdecl]<nint*, void*, nint, nint, nint, int>)At("dnnl_primitive_desc_create"))(
            &descriptor, &operation, 0, engine, 0));
        return descriptor;
    }

    /// <returns>What converts one format into another.</returns>
    public nint CreateReorderDescriptor(nint engine, in DnnlMemoryDescription from, in DnnlMemoryDescription to)
    {
        nint descriptor;
        fixed (DnnlMemoryDescription* start = &from, end = &to)
        {
            Check(((delegate* unmanaged[Cdecl]<nint*, DnnlMemoryDescription*, nint, DnnlMemoryDescription*, nint, nint, int>)At(
                "dnnl_reorder_primitive_desc_create"))(&descriptor, start, engine, end, engine, 0));
        }

        return descriptor;
    }

    public string ImplementationOf(nint descriptor)
    {
        nint text;
        Check(((delegate* unmanaged[Cdecl]<nint, int, int, nint*, int>)At("dnnl_primitive_desc_query"))(
            descriptor, DnnlConstants.QueryImplementation, 0, &text));
        return Marshal.PtrToStringUTF8(text)!;
    }

    /// <param name="descriptor">A primitive descriptor.</param>
    /// <param name="query">Which of its memories.</param>
    /// <returns>The descriptor's own, not to be copied: it may be shorter than our type.</returns>
    public ref readonly DnnlMemoryDescription FormatOf(nint descriptor, int query) =>
        ref *((delegate* unmanaged[Cdecl]<nint, int, int, DnnlMemoryDescription*>)At("dnnl_primitive_desc_query_md"))(descriptor, query, 0);

    public nint CreatePrimitive(nint descriptor)
    {
        nint primitive;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint, int>)At("dnnl_primitive_create"))(&primitive, descriptor));
        return primitive;
    }

    public void Execute(nint primitive, nint stream, ReadOnlySpan<DnnlArgument> arguments)
    {
        fixed (DnnlArgument* start = arguments)
            Check(_execute(primitive, stream, arguments.Length, start));
        Check(_wait(stream));
    }

    /// <param name="kind">As the function's name has it: engine, stream, memory, primitive_desc, primitive.</param>
    /// <param name="handle">May be 0.</param>
    public void Destroy(string kind, nint handle)
    {
        if (handle != 0)
            Check(((delegate* unmanaged[Cdecl]<nint, int>)At($"dnnl_{kind}_destroy"))(handle));
    }

    private nint At(string function) => NativeLibrary.GetExport(_library, function);

    private static void Check(int status)
    {
        if (status != DnnlConstants.Success)
            throw new NotSupportedException(status switch
            {
                DnnlConstants.Unimplemented => "not implemented",
                DnnlConstants.InvalidArguments => "invalid arguments",
                DnnlConstants.OutOfMemory => "out of memory",
                _ => $"status {status}",
            });
    }
}
