using System.Globalization;
using Gateway.Admin.Dashboard.Pages;
using Gateway.Errors;
using Microsoft.AspNetCore.Components;

namespace Gateway.Admin.Dashboard;

/// <summary>The pages that only show.</summary>
internal sealed class DashboardPages(PageRenderer pages, EnvironmentTraffic traffic)
{
    /// <summary>Maps the paths.</summary>
    public void Map(IEndpointRouteBuilder admin)
    {
        Page<EnvironmentsPage>(admin, "/");
        Page<UpstreamsPage>(admin, "/dashboard/upstreams");
        Page<CertificatesPage>(admin, "/dashboard/certificates");
        Page<ErrorsPage>(admin, "/dashboard/errors");
        Page<ConfigurationPage>(admin, "/dashboard/configuration");
        admin.MapRead("/dashboard/requests", context => pages.WriteAsync<RequestsPage>(
            context,
            (nameof(RequestsPage.Environment), Value(context, "environment")),
            (nameof(RequestsPage.Repository), Value(context, "repository")),
            (nameof(RequestsPage.Package), Value(context, "package")),
            (nameof(RequestsPage.Identity), Value(context, "identity"))));
        admin.MapRead("/dashboard/cache", context => pages.WriteAsync<CachePage>(
            context,
            (nameof(CachePage.Environment), Optional(context, "environment")),
            (nameof(CachePage.Repository), Optional(context, "repository")),
            (nameof(CachePage.Package), Value(context, "package")),
            (nameof(CachePage.Notice), NoticeOf(context))));
        admin.MapRead("/dashboard/cache/purge", context => pages.WriteAsync<PurgePage>(
            context,
            (nameof(PurgePage.Environment), Optional(context, "environment")),
            (nameof(PurgePage.Repository), Optional(context, "repository")),
            (nameof(PurgePage.Prefix), Value(context, "prefix"))));
        admin.MapRead("/dashboard/cache/warm", context => pages.WriteAsync<WarmPage>(
            context, (nameof(WarmPage.Urls), DashboardActions.UrlsOf(Value(context, "urls")))));
        admin.MapRead("/dashboard/environments/{name}", context =>
        {
            var name = (string)context.Request.RouteValues["name"]!;
            if (traffic.Find(name) is null)
            {
                return new Problem(ErrorCode.UnknownPath, $"There is no environment '{name}'.").ExecuteAsync(context);
            }

            return pages.WriteAsync<EnvironmentPage>(context, (nameof(EnvironmentPage.Name), name));
        });
    }

    private static string Value(HttpContext context, string name) => context.Request.Query[name].ToString();

    private static string? Optional(HttpContext context, string name) => Value(context, name) is { Length: > 0 } value ? value : null;

    /// <summary>What a purge did, carried over its redirection as a number: a text there could be anybody's.</summary>
    private static string? NoticeOf(HttpContext context) =>
        long.TryParse(Value(context, "purged"), NumberStyles.None, CultureInfo.InvariantCulture, out var purged)
            ? purged == 1 ? "1 entry was purged." : $"{purged} entries were purged."
            : null;

    private void Page<TPage>(IEndpointRouteBuilder admin, string path)
        where TPage : IComponent => admin.MapRead(path, context => pages.WriteAsync<TPage>(context));
}
