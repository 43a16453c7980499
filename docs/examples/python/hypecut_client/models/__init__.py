"""Contains all the data models used in inputs/outputs"""

from .access_rule_change import AccessRuleChange
from .access_rule_request import AccessRuleRequest
from .access_rule_shape import AccessRuleShape
from .account_change import AccountChange
from .account_kind import AccountKind
from .account_shape import AccountShape
from .action import Action
from .answer_state import AnswerState
from .asset_change import AssetChange
from .asset_kind import AssetKind
from .asset_shape import AssetShape
from .audit_shape import AuditShape
from .audit_shape_detail import AuditShapeDetail
from .benefits_shape import BenefitsShape
from .billing_shape import BillingShape
from .bot_answer_shape import BotAnswerShape
from .bot_command_change import BotCommandChange
from .bot_command_change_texts import BotCommandChangeTexts
from .bot_command_request import BotCommandRequest
from .bot_command_request_texts import BotCommandRequestTexts
from .bot_command_shape import BotCommandShape
from .bot_command_shape_texts import BotCommandShapeTexts
from .bot_reply_shape import BotReplyShape
from .bot_request_body import BotRequestBody
from .bot_request_shape import BotRequestShape
from .bot_settings_change import BotSettingsChange
from .bot_settings_request import BotSettingsRequest
from .bot_settings_shape import BotSettingsShape
from .built_in_command_shape import BuiltInCommandShape
from .built_in_command_shape_placeholders import BuiltInCommandShapePlaceholders
from .built_in_command_shape_texts import BuiltInCommandShapeTexts
from .built_in_command_shape_texts_additional_property import BuiltInCommandShapeTextsAdditionalProperty
from .built_in_shape import BuiltInShape
from .callback_body import CallbackBody
from .callback_shape import CallbackShape
from .caption_style import CaptionStyle
from .captions import Captions
from .channel_change import ChannelChange
from .channel_change_custom import ChannelChangeCustom
from .channel_link_shape import ChannelLinkShape
from .channel_request import ChannelRequest
from .channel_request_custom import ChannelRequestCustom
from .channel_shape import ChannelShape
from .channel_shape_custom import ChannelShapeCustom
from .charged_minute_shape import ChargedMinuteShape
from .chat_role import ChatRole
from .checkout_request import CheckoutRequest
from .checkout_shape import CheckoutShape
from .claim_body import ClaimBody
from .clip_answer import ClipAnswer
from .clip_answer_custom import ClipAnswerCustom
from .clip_answer_stages_ms import ClipAnswerStagesMs
from .clip_shape import ClipShape
from .clip_shape_stages_ms import ClipShapeStagesMs
from .clip_state import ClipState
from .colours import Colours
from .cooldown_by_role import CooldownByRole
from .corner import Corner
from .deduction_request import DeductionRequest
from .deduction_shape import DeductionShape
from .delivery_shape import DeliveryShape
from .delivery_state import DeliveryState
from .difference_shape import DifferenceShape
from .entry_shape import EntryShape
from .event_shape import EventShape
from .event_shape_body import EventShapeBody
from .evidence_shape import EvidenceShape
from .evidence_shape_weights import EvidenceShapeWeights
from .feature import Feature
from .feed_change import FeedChange
from .feed_change_visibility_type_0 import FeedChangeVisibilityType0
from .feed_request import FeedRequest
from .feed_request_visibility import FeedRequestVisibility
from .feed_shape import FeedShape
from .field_change import FieldChange
from .field_change_json_schema_type_0 import FieldChangeJsonSchemaType0
from .field_error import FieldError
from .field_kind import FieldKind
from .field_request import FieldRequest
from .field_request_json_schema_type_0 import FieldRequestJsonSchemaType0
from .field_request_table_name import FieldRequestTableName
from .field_shape import FieldShape
from .field_shape_json_schema_type_0 import FieldShapeJsonSchemaType0
from .font import Font
from .gap_reason import GapReason
from .gap_shape import GapShape
from .give_token_body import GiveTokenBody
from .give_token_body_grant_type import GiveTokenBodyGrantType
from .go_shape import GoShape
from .grant_request import GrantRequest
from .health_shape import HealthShape
from .health_shape_road import HealthShapeRoad
from .heard_shape import HeardShape
from .heartbeat_request import HeartbeatRequest
from .highlight_answer import HighlightAnswer
from .highlight_answer_custom import HighlightAnswerCustom
from .highlight_shape import HighlightShape
from .highlight_state import HighlightState
from .key_request import KeyRequest
from .key_shape import KeyShape
from .kind import Kind
from .language import Language
from .link_request import LinkRequest
from .link_role import LinkRole
from .link_shape import LinkShape
from .link_state import LinkState
from .list_access_sort import ListAccessSort
from .list_assets_sort import ListAssetsSort
from .list_audit_log_sort import ListAuditLogSort
from .list_bot_answers_sort import ListBotAnswersSort
from .list_bot_commands_sort import ListBotCommandsSort
from .list_bot_requests_sort import ListBotRequestsSort
from .list_channels_sort import ListChannelsSort
from .list_clips_sort import ListClipsSort
from .list_credit_accounts_sort import ListCreditAccountsSort
from .list_credit_lots_sort import ListCreditLotsSort
from .list_custom_fields_sort import ListCustomFieldsSort
from .list_custom_fields_table_name_type_0 import ListCustomFieldsTableNameType0
from .list_deliveries_sort import ListDeliveriesSort
from .list_events_sort import ListEventsSort
from .list_feeds_sort import ListFeedsSort
from .list_feeds_visibility_type_0 import ListFeedsVisibilityType0
from .list_highlights_sort import ListHighlightsSort
from .list_keys_sort import ListKeysSort
from .list_memberships_sort import ListMembershipsSort
from .list_opt_outs_sort import ListOptOutsSort
from .list_purchases_sort import ListPurchasesSort
from .list_removed_sort import ListRemovedSort
from .list_removed_table_name_type_0 import ListRemovedTableNameType0
from .list_renders_sort import ListRendersSort
from .list_revisions_sort import ListRevisionsSort
from .list_rules_sort import ListRulesSort
from .list_runs_outcome_type_0 import ListRunsOutcomeType0
from .list_runs_sort import ListRunsSort
from .list_sessions_sort import ListSessionsSort
from .list_settings_of_bots_sort import ListSettingsOfBotsSort
from .list_stream_events_sort import ListStreamEventsSort
from .list_stripe_events_sort import ListStripeEventsSort
from .list_templates_sort import ListTemplatesSort
from .list_top_ups_sort import ListTopUpsSort
from .list_transfers_sort import ListTransfersSort
from .list_twitch_links_sort import ListTwitchLinksSort
from .list_versions_sort import ListVersionsSort
from .list_watches_sort import ListWatchesSort
from .list_webhooks_sort import ListWebhooksSort
from .list_wishes_sort import ListWishesSort
from .list_workers_sort import ListWorkersSort
from .list_workspaces_sort import ListWorkspacesSort
from .log_in import LogIn
from .logo import Logo
from .look_asset_shape import LookAssetShape
from .look_shape import LookShape
from .look_shape_body_type_0 import LookShapeBodyType0
from .look_source import LookSource
from .lot_shape import LotShape
from .me_shape import MeShape
from .member_change import MemberChange
from .member_request import MemberRequest
from .member_shape import MemberShape
from .memory_shape import MemoryShape
from .minute_report import MinuteReport
from .minute_shape import MinuteShape
from .new_key_shape import NewKeyShape
from .new_webhook_shape import NewWebhookShape
from .notify_action import NotifyAction
from .operation import Operation
from .opt_out_request import OptOutRequest
from .opt_out_shape import OptOutShape
from .outcome import Outcome
from .page_access_rule_shape import PageAccessRuleShape
from .page_account_shape import PageAccountShape
from .page_asset_shape import PageAssetShape
from .page_audit_shape import PageAuditShape
from .page_bot_answer_shape import PageBotAnswerShape
from .page_bot_command_shape import PageBotCommandShape
from .page_bot_request_shape import PageBotRequestShape
from .page_bot_settings_shape import PageBotSettingsShape
from .page_channel_shape import PageChannelShape
from .page_charged_minute_shape import PageChargedMinuteShape
from .page_clip_answer import PageClipAnswer
from .page_delivery_shape import PageDeliveryShape
from .page_entry_shape import PageEntryShape
from .page_event_shape import PageEventShape
from .page_feed_shape import PageFeedShape
from .page_field_shape import PageFieldShape
from .page_gap_shape import PageGapShape
from .page_highlight_answer import PageHighlightAnswer
from .page_key_shape import PageKeyShape
from .page_lot_shape import PageLotShape
from .page_member_shape import PageMemberShape
from .page_minute_shape import PageMinuteShape
from .page_opt_out_shape import PageOptOutShape
from .page_purchase_shape import PagePurchaseShape
from .page_removed_field_shape import PageRemovedFieldShape
from .page_render_shape import PageRenderShape
from .page_revision_shape import PageRevisionShape
from .page_rule_shape import PageRuleShape
from .page_run_shape import PageRunShape
from .page_session_shape import PageSessionShape
from .page_span_shape import PageSpanShape
from .page_stream_event_shape import PageStreamEventShape
from .page_stripe_event_shape import PageStripeEventShape
from .page_template_shape import PageTemplateShape
from .page_top_up_shape import PageTopUpShape
from .page_transfer_shape import PageTransferShape
from .page_twitch_clip_shape import PageTwitchClipShape
from .page_version_shape import PageVersionShape
from .page_video_shape import PageVideoShape
from .page_watch_shape import PageWatchShape
from .page_webhook_shape import PageWebhookShape
from .page_wish_shape import PageWishShape
from .page_worker_link_shape import PageWorkerLinkShape
from .page_worker_shape import PageWorkerShape
from .page_workspace_shape import PageWorkspaceShape
from .part_shape import PartShape
from .payment_difference_shape import PaymentDifferenceShape
from .place import Place
from .platform import Platform
from .portal_request import PortalRequest
from .portal_shape import PortalShape
from .problem_shape import ProblemShape
from .product_shape import ProductShape
from .products_shape import ProductsShape
from .promoted import Promoted
from .promotion_request import PromotionRequest
from .promotion_shape import PromotionShape
from .publish_action import PublishAction
from .publish_request import PublishRequest
from .purchase_kind import PurchaseKind
from .purchase_shape import PurchaseShape
from .read_keys_response_read_keys import ReadKeysResponseReadKeys
from .read_keys_response_read_keys_additional_property_item import (
    ReadKeysResponseReadKeysAdditionalPropertyItem,
)
from .read_openapi_response_read_openapi import ReadOpenapiResponseReadOpenapi
from .reason_shape import ReasonShape
from .reconcile_shape import ReconcileShape
from .refresh_body import RefreshBody
from .removed_field_shape import RemovedFieldShape
from .removed_field_shape_json_schema_type_0 import RemovedFieldShapeJsonSchemaType0
from .render_action import RenderAction
from .render_request import RenderRequest
from .render_shape import RenderShape
from .render_shape_stages_ms import RenderShapeStagesMs
from .render_state import RenderState
from .request_outcome import RequestOutcome
from .reset_asked import ResetAsked
from .reset_done import ResetDone
from .result_shape import ResultShape
from .review_change import ReviewChange
from .review_change_custom_type_0 import ReviewChangeCustomType0
from .review_state import ReviewState
from .revision_shape import RevisionShape
from .revision_shape_after import RevisionShapeAfter
from .revision_shape_before import RevisionShapeBefore
from .revision_shape_operation import RevisionShapeOperation
from .role import Role
from .role_shape import RoleShape
from .roll_back_request import RollBackRequest
from .rule_change import RuleChange
from .rule_event import RuleEvent
from .rule_request import RuleRequest
from .rule_shape import RuleShape
from .rule_shape_actions_item import RuleShapeActionsItem
from .run_shape import RunShape
from .run_shape_outcome import RunShapeOutcome
from .said_body import SaidBody
from .saved import Saved
from .scope_shape import ScopeShape
from .scopes_shape import ScopesShape
from .second_score_shape import SecondScoreShape
from .sense import Sense
from .session_progress_shape import SessionProgressShape
from .session_request_shape import SessionRequestShape
from .session_shape import SessionShape
from .set_field_action import SetFieldAction
from .sign_up import SignUp
from .span_shape import SpanShape
from .statement_session import StatementSession
from .statement_shape import StatementShape
from .statement_shape_moved import StatementShapeMoved
from .stop_watch_action import StopWatchAction
from .stored_clip import StoredClip
from .stored_highlight import StoredHighlight
from .stored_minutes import StoredMinutes
from .stream_change import StreamChange
from .stream_event_request import StreamEventRequest
from .stream_event_shape import StreamEventShape
from .stream_kind import StreamKind
from .stripe_event_shape import StripeEventShape
from .stripe_event_state import StripeEventState
from .subscription_change import SubscriptionChange
from .subscription_shape import SubscriptionShape
from .subscription_state import SubscriptionState
from .sync_difference import SyncDifference
from .sync_shape import SyncShape
from .tag_action import TagAction
from .take_event_body import TakeEventBody
from .takedown_body import TakedownBody
from .taken_shape import TakenShape
from .template_body import TemplateBody
from .template_change import TemplateChange
from .template_change_custom import TemplateChangeCustom
from .template_request import TemplateRequest
from .template_request_custom import TemplateRequestCustom
from .template_shape import TemplateShape
from .template_shape_body import TemplateShapeBody
from .template_shape_custom import TemplateShapeCustom
from .title import Title
from .token_shape import TokenShape
from .tokens_shape import TokensShape
from .top_up_settings import TopUpSettings
from .top_up_settings_shape import TopUpSettingsShape
from .top_up_shape import TopUpShape
from .top_up_state import TopUpState
from .transcript_shape import TranscriptShape
from .transfer_kind import TransferKind
from .transfer_shape import TransferShape
from .try_request import TryRequest
from .try_shape import TryShape
from .try_shape_actions_item import TryShapeActionsItem
from .try_shape_rows_item import TryShapeRowsItem
from .twin_difference_shape import TwinDifferenceShape
from .twin_difference_shape_change import TwinDifferenceShapeChange
from .twitch_clip_shape import TwitchClipShape
from .twitch_link_shape import TwitchLinkShape
from .upload_asset_files_body import UploadAssetFilesBody
from .user_change import UserChange
from .user_shape import UserShape
from .version_shape import VersionShape
from .version_shape_actions_item import VersionShapeActionsItem
from .video_kind import VideoKind
from .video_shape import VideoShape
from .wanted_by_role import WantedByRole
from .watch_change import WatchChange
from .watch_request_shape import WatchRequestShape
from .watch_shape import WatchShape
from .webhook_change import WebhookChange
from .webhook_request import WebhookRequest
from .webhook_shape import WebhookShape
from .wish_outcome import WishOutcome
from .wish_shape import WishShape
from .wish_state import WishState
from .word_shape import WordShape
from .worker_change import WorkerChange
from .worker_link_shape import WorkerLinkShape
from .worker_request import WorkerRequest
from .worker_shape import WorkerShape
from .worker_state import WorkerState
from .workspace_change import WorkspaceChange
from .workspace_request import WorkspaceRequest
from .workspace_shape import WorkspaceShape

__all__ = (
    "AccessRuleChange",
    "AccessRuleRequest",
    "AccessRuleShape",
    "AccountChange",
    "AccountKind",
    "AccountShape",
    "Action",
    "AnswerState",
    "AssetChange",
    "AssetKind",
    "AssetShape",
    "AuditShape",
    "AuditShapeDetail",
    "BenefitsShape",
    "BillingShape",
    "BotAnswerShape",
    "BotCommandChange",
    "BotCommandChangeTexts",
    "BotCommandRequest",
    "BotCommandRequestTexts",
    "BotCommandShape",
    "BotCommandShapeTexts",
    "BotReplyShape",
    "BotRequestBody",
    "BotRequestShape",
    "BotSettingsChange",
    "BotSettingsRequest",
    "BotSettingsShape",
    "BuiltInCommandShape",
    "BuiltInCommandShapePlaceholders",
    "BuiltInCommandShapeTexts",
    "BuiltInCommandShapeTextsAdditionalProperty",
    "BuiltInShape",
    "CallbackBody",
    "CallbackShape",
    "Captions",
    "CaptionStyle",
    "ChannelChange",
    "ChannelChangeCustom",
    "ChannelLinkShape",
    "ChannelRequest",
    "ChannelRequestCustom",
    "ChannelShape",
    "ChannelShapeCustom",
    "ChargedMinuteShape",
    "ChatRole",
    "CheckoutRequest",
    "CheckoutShape",
    "ClaimBody",
    "ClipAnswer",
    "ClipAnswerCustom",
    "ClipAnswerStagesMs",
    "ClipShape",
    "ClipShapeStagesMs",
    "ClipState",
    "Colours",
    "CooldownByRole",
    "Corner",
    "DeductionRequest",
    "DeductionShape",
    "DeliveryShape",
    "DeliveryState",
    "DifferenceShape",
    "EntryShape",
    "EventShape",
    "EventShapeBody",
    "EvidenceShape",
    "EvidenceShapeWeights",
    "Feature",
    "FeedChange",
    "FeedChangeVisibilityType0",
    "FeedRequest",
    "FeedRequestVisibility",
    "FeedShape",
    "FieldChange",
    "FieldChangeJsonSchemaType0",
    "FieldError",
    "FieldKind",
    "FieldRequest",
    "FieldRequestJsonSchemaType0",
    "FieldRequestTableName",
    "FieldShape",
    "FieldShapeJsonSchemaType0",
    "Font",
    "GapReason",
    "GapShape",
    "GiveTokenBody",
    "GiveTokenBodyGrantType",
    "GoShape",
    "GrantRequest",
    "HealthShape",
    "HealthShapeRoad",
    "HeardShape",
    "HeartbeatRequest",
    "HighlightAnswer",
    "HighlightAnswerCustom",
    "HighlightShape",
    "HighlightState",
    "KeyRequest",
    "KeyShape",
    "Kind",
    "Language",
    "LinkRequest",
    "LinkRole",
    "LinkShape",
    "LinkState",
    "ListAccessSort",
    "ListAssetsSort",
    "ListAuditLogSort",
    "ListBotAnswersSort",
    "ListBotCommandsSort",
    "ListBotRequestsSort",
    "ListChannelsSort",
    "ListClipsSort",
    "ListCreditAccountsSort",
    "ListCreditLotsSort",
    "ListCustomFieldsSort",
    "ListCustomFieldsTableNameType0",
    "ListDeliveriesSort",
    "ListEventsSort",
    "ListFeedsSort",
    "ListFeedsVisibilityType0",
    "ListHighlightsSort",
    "ListKeysSort",
    "ListMembershipsSort",
    "ListOptOutsSort",
    "ListPurchasesSort",
    "ListRemovedSort",
    "ListRemovedTableNameType0",
    "ListRendersSort",
    "ListRevisionsSort",
    "ListRulesSort",
    "ListRunsOutcomeType0",
    "ListRunsSort",
    "ListSessionsSort",
    "ListSettingsOfBotsSort",
    "ListStreamEventsSort",
    "ListStripeEventsSort",
    "ListTemplatesSort",
    "ListTopUpsSort",
    "ListTransfersSort",
    "ListTwitchLinksSort",
    "ListVersionsSort",
    "ListWatchesSort",
    "ListWebhooksSort",
    "ListWishesSort",
    "ListWorkersSort",
    "ListWorkspacesSort",
    "LogIn",
    "Logo",
    "LookAssetShape",
    "LookShape",
    "LookShapeBodyType0",
    "LookSource",
    "LotShape",
    "MemberChange",
    "MemberRequest",
    "MemberShape",
    "MemoryShape",
    "MeShape",
    "MinuteReport",
    "MinuteShape",
    "NewKeyShape",
    "NewWebhookShape",
    "NotifyAction",
    "Operation",
    "OptOutRequest",
    "OptOutShape",
    "Outcome",
    "PageAccessRuleShape",
    "PageAccountShape",
    "PageAssetShape",
    "PageAuditShape",
    "PageBotAnswerShape",
    "PageBotCommandShape",
    "PageBotRequestShape",
    "PageBotSettingsShape",
    "PageChannelShape",
    "PageChargedMinuteShape",
    "PageClipAnswer",
    "PageDeliveryShape",
    "PageEntryShape",
    "PageEventShape",
    "PageFeedShape",
    "PageFieldShape",
    "PageGapShape",
    "PageHighlightAnswer",
    "PageKeyShape",
    "PageLotShape",
    "PageMemberShape",
    "PageMinuteShape",
    "PageOptOutShape",
    "PagePurchaseShape",
    "PageRemovedFieldShape",
    "PageRenderShape",
    "PageRevisionShape",
    "PageRuleShape",
    "PageRunShape",
    "PageSessionShape",
    "PageSpanShape",
    "PageStreamEventShape",
    "PageStripeEventShape",
    "PageTemplateShape",
    "PageTopUpShape",
    "PageTransferShape",
    "PageTwitchClipShape",
    "PageVersionShape",
    "PageVideoShape",
    "PageWatchShape",
    "PageWebhookShape",
    "PageWishShape",
    "PageWorkerLinkShape",
    "PageWorkerShape",
    "PageWorkspaceShape",
    "PartShape",
    "PaymentDifferenceShape",
    "Place",
    "Platform",
    "PortalRequest",
    "PortalShape",
    "ProblemShape",
    "ProductShape",
    "ProductsShape",
    "Promoted",
    "PromotionRequest",
    "PromotionShape",
    "PublishAction",
    "PublishRequest",
    "PurchaseKind",
    "PurchaseShape",
    "ReadKeysResponseReadKeys",
    "ReadKeysResponseReadKeysAdditionalPropertyItem",
    "ReadOpenapiResponseReadOpenapi",
    "ReasonShape",
    "ReconcileShape",
    "RefreshBody",
    "RemovedFieldShape",
    "RemovedFieldShapeJsonSchemaType0",
    "RenderAction",
    "RenderRequest",
    "RenderShape",
    "RenderShapeStagesMs",
    "RenderState",
    "RequestOutcome",
    "ResetAsked",
    "ResetDone",
    "ResultShape",
    "ReviewChange",
    "ReviewChangeCustomType0",
    "ReviewState",
    "RevisionShape",
    "RevisionShapeAfter",
    "RevisionShapeBefore",
    "RevisionShapeOperation",
    "Role",
    "RoleShape",
    "RollBackRequest",
    "RuleChange",
    "RuleEvent",
    "RuleRequest",
    "RuleShape",
    "RuleShapeActionsItem",
    "RunShape",
    "RunShapeOutcome",
    "SaidBody",
    "Saved",
    "ScopeShape",
    "ScopesShape",
    "SecondScoreShape",
    "Sense",
    "SessionProgressShape",
    "SessionRequestShape",
    "SessionShape",
    "SetFieldAction",
    "SignUp",
    "SpanShape",
    "StatementSession",
    "StatementShape",
    "StatementShapeMoved",
    "StopWatchAction",
    "StoredClip",
    "StoredHighlight",
    "StoredMinutes",
    "StreamChange",
    "StreamEventRequest",
    "StreamEventShape",
    "StreamKind",
    "StripeEventShape",
    "StripeEventState",
    "SubscriptionChange",
    "SubscriptionShape",
    "SubscriptionState",
    "SyncDifference",
    "SyncShape",
    "TagAction",
    "TakedownBody",
    "TakeEventBody",
    "TakenShape",
    "TemplateBody",
    "TemplateChange",
    "TemplateChangeCustom",
    "TemplateRequest",
    "TemplateRequestCustom",
    "TemplateShape",
    "TemplateShapeBody",
    "TemplateShapeCustom",
    "Title",
    "TokenShape",
    "TokensShape",
    "TopUpSettings",
    "TopUpSettingsShape",
    "TopUpShape",
    "TopUpState",
    "TranscriptShape",
    "TransferKind",
    "TransferShape",
    "TryRequest",
    "TryShape",
    "TryShapeActionsItem",
    "TryShapeRowsItem",
    "TwinDifferenceShape",
    "TwinDifferenceShapeChange",
    "TwitchClipShape",
    "TwitchLinkShape",
    "UploadAssetFilesBody",
    "UserChange",
    "UserShape",
    "VersionShape",
    "VersionShapeActionsItem",
    "VideoKind",
    "VideoShape",
    "WantedByRole",
    "WatchChange",
    "WatchRequestShape",
    "WatchShape",
    "WebhookChange",
    "WebhookRequest",
    "WebhookShape",
    "WishOutcome",
    "WishShape",
    "WishState",
    "WordShape",
    "WorkerChange",
    "WorkerLinkShape",
    "WorkerRequest",
    "WorkerShape",
    "WorkerState",
    "WorkspaceChange",
    "WorkspaceRequest",
    "WorkspaceShape",
)
