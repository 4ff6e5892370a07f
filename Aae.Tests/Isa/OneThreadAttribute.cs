using Aae.Core.Threading;
using NUnit.Framework.Interfaces;

[assembly: Aae.Tests.Isa.OneThread]

namespace Aae.Tests.Isa;

/// <summary>
/// Lets every team work on the test's own thread alone if a variable says so. The JIT writes its listings line by line: when
/// two threads of a team meet kernels that are new to the process, the two listings mix.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class OneThreadAttribute : Attribute, ITestAction
{
    /// <summary>The variable; any value will do.</summary>
    public const string Variable = "AAE_TESTS_ON_ONE_THREAD";

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            WorkerTeam.EnterCrew();
        }
    }

    public void AfterTest(ITest test)
    {
    }
}
