namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>
/// Places in the table of functions that ONNX Runtime hands out: the order of the members of <c>struct OrtApi</c> in
/// onnxruntime_c_api.h (read in version 29; a member's place never changes, new ones come at the end).
/// </summary>
internal enum OrtFunction
{
    GetErrorMessage = 2,
    CreateEnv = 3,
    CreateSession = 7,
    CreateSessionFromArray = 8,
    CreateSessionOptions = 10,
    SetSessionGraphOptimizationLevel = 23,
    SetIntraOpNumThreads = 24,
    SetInterOpNumThreads = 25,
    CreateTensorWithDataAsOrtValue = 49,
    CreateCpuMemoryInfo = 69,
    ReleaseEnv = 92,
    ReleaseStatus = 93,
    ReleaseMemoryInfo = 94,
    ReleaseSession = 95,
    ReleaseValue = 96,
    ReleaseSessionOptions = 100,
    RunWithBinding = 133,
    CreateIoBinding = 134,
    ReleaseIoBinding = 135,
    BindInput = 136,
    BindOutput = 137,
}
