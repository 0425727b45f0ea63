namespace GroupConv.Cli;

/// <summary>Something the user can put right: one line on standard error and exit code 2, never a stack trace.</summary>
internal class UserErrorException(string message, Exception? cause = null) : Exception(message, cause);
