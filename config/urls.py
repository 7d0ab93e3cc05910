from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = "Malmoi operations"

urlpatterns = [
    path("api/v1/", include("annotate.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("annotate.web.urls")),
]
