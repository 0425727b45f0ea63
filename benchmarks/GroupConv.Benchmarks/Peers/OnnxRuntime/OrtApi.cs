using System.Runtime.InteropServices;

namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>
/// The functions of ONNX Runtime's C interface that running a model needs. Handles are pointers that <see cref="Release"/> takes back;
/// what the library reports as failed is thrown.
/// </summary>
internal sealed unsafe class OrtApi
{
    private const uint ApiVersion = 29;
    private const int ErrorLevel = 3; // ORT_LOGGING_LEVEL_ERROR
    // ORT_ENABLE_ALL: with it the library converts to its blocked layout and back inside the model, even of one layer. That was up to
    // ten times as fast as not to (ORT_ENABLE_EXTENDED), and never slower by more than a fifth.
    private const int AllOptimizations = 99;
    private const int NoOptimizations = 0; // ORT_DISABLE_ALL
    private const int DeviceAllocator = 0; // OrtDeviceAllocator
    private const int DefaultMemory = 0; // OrtMemTypeDefault
    private const int FloatElements = 1; // ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT

    private readonly nint* _functions;

    /// <summary>Loads the library.</summary>
    /// <exception cref="PeerMissingException">It cannot be loaded, or is too old.</exception>
    public OrtApi(string path)
    {
        try
        {
            nint entry = NativeLibrary.GetExport(NativeLibrary.Load(path), "OrtGetApiBase");
            // OrtApiBase: GetApi, GetVersionString.
            nint* api = ((delegate* unmanaged[Cdecl]<nint*>)entry)();
            Version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)api[1])())!;
            _functions = ((delegate* unmanaged[Cdecl]<uint, nint*>)api[0])(ApiVersion);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new PeerMissingException($"{path} cannot be loaded: {error.Message}", error);
        }

        if (_functions == null)
            throw new PeerMissingException($"{path} is version {Version}; 1.{ApiVersion} or newer is needed");
    }

    public string Version { get; }

    public nint CreateEnvironment()
    {
        nint environment;
        fixed (byte* name = "groupconv"u8)
            Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)At(OrtFunction.CreateEnv))(ErrorLevel, name, &environment));
        return environment;
    }

    /// <summary>A session with a thread pool of its own, whose threads spin between calls as they do by default.</summary>
    /// <param name="environment">What the session belongs to.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="threads">Threads of the pool, the caller's included.</param>
    /// <param name="optimizes">Whether operators may be fused and layouts changed.</param>
    public nint CreateSession(nint environment, ReadOnlySpan<byte> model, int threads, bool optimizes = true)
    {
        nint options = CreateOptions(threads, optimizes ? AllOptimizations : NoOptimizations), session;
        try
        {
            fixed (byte* start = model)
            {
                Check(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint>)At(OrtFunction.CreateSessionFromArray))(
                    environment, start, (nuint)model.Length, options, &session));
            }
        }
        finally
        {
            Release(OrtFunction.ReleaseSessionOptions, options);
        }

        return session;
    }

    /// <summary>A session of a model in a file, with a thread pool of its own.</summary>
    public nint CreateSession(nint environment, string path, int threads)
    {
        nint options = CreateOptions(threads, AllOptimizations), session;
        nint text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint*, nint>)At(OrtFunction.CreateSession))(environment, text, options, &session));
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
            Release(OrtFunction.ReleaseSessionOptions, options);
        }

        return session;
    }

    private nint CreateOptions(int threads, int optimizations)
    {
        nint options;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)At(OrtFunction.CreateSessionOptions))(&options));
        try
        {
            Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)At(OrtFunction.SetIntraOpNumThreads))(options, threads));
            Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)At(OrtFunction.SetInterOpNumThreads))(options, 1));
            Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)At(OrtFunction.SetSessionGraphOptimizationLevel))(options, optimizations));
            return options;
        }
        catch
        {
            Release(OrtFunction.ReleaseSessionOptions, options);
            throw;
        }
    }

    /// <summary>A tensor over memory that stays the caller's.</summary>
    public nint CreateTensor(AlignedFloats values, params ReadOnlySpan<long> shape)
    {
        nint memory, tensor;
        Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)At(OrtFunction.CreateCpuMemoryInfo))(
            DeviceAllocator, DefaultMemory, &memory));
        try
        {
            fixed (long* lengths = shape)
            {
                Check(((delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)At(
                    OrtFunction.CreateTensorWithDataAsOrtValue))(memory, values.Pointer, (nuint)values.Length * sizeof(float),
                    lengths, (nuint)shape.Length, FloatElements, &tensor));
            }
        }
        finally
        {
            Release(OrtFunction.ReleaseMemoryInfo, memory);
        }

        return tensor;
    }

    public nint CreateBinding(nint session)
    {
        nint binding;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)At(OrtFunction.CreateIoBinding))(session, &binding));
        return binding;
    }

    /// <param name="bind"><see cref="OrtFunction.BindInput"/> or <see cref="OrtFunction.BindOutput"/>.</param>
    /// <param name="binding">What to bind to.</param>
    /// <param name="name">The tensor's in the model.</param>
    /// <param name="tensor">What the model reads or writes.</param>
    public void Bind(OrtFunction bind, nint binding, string name, nint tensor)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)At(bind))(binding, text, tensor));
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    public void Run(nint session, nint binding) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)At(OrtFunction.RunWithBinding))(session, 0, binding));

    /// <param name="release">The function that releases this kind of handle.</param>
    /// <param name="handle">May be 0.</param>
    public void Release(OrtFunction release, nint handle) => ((delegate* unmanaged[Cdecl]<nint, void>)At(release))(handle);

    private nint At(OrtFunction function) => _functions[(int)function];

    private void Check(nint status)
    {
        if (status == 0)
            return;
        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)At(OrtFunction.GetErrorMessage))(status))!;
        Release(OrtFunction.ReleaseStatus, status);
        throw new NotSupportedException(message);
    }
}
